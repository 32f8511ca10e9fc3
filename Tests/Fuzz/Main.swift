// The program of `make fuzz`: `Fuzz <target> <flags and folders of libFuzzer>`. SwiftPM gives `main` the name
// `Fuzz_main` and makes it the program's entry, so that libFuzzer's own `main` is not asked for.

import CFuzzer
import Fuzzing

private let target = CommandLine.arguments.dropFirst().first.flatMap(FuzzTarget.init(rawValue:))

/// libFuzzer takes the target's name for its own.
@c(Fuzz_main)
func fuzz(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> Int32 {
    guard target != nil, let arguments = unsafe arguments else {
        print("Fuzz", FuzzTarget.allCases.map(\.rawValue).joined(separator: "|"), "[flag …] [folder …]")
        return 2
    }
    var count = count - 1
    var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe arguments + 1
    return unsafe LLVMFuzzerRunDriver(&count, &rest) { data, size in
        let bytes = unsafe Array(UnsafeBufferPointer(start: data, count: size))
        do throws(Finding) {
            try target?.check(bytes)
        } catch {
            fatalError(error.description)
        }
        return 0
    }
}

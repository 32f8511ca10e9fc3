import ArgumentParser
import HTTPServer
import Logging
import Referrals

/// Serves until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves over HTTP until SIGTERM or SIGINT.",
        discussion: ServeFlags.discussion)

    @OptionGroup var flags: ServeFlags

    func run() async throws {
        Signals.install()
        let loader = ConfigurationLoader(
            sources: SettingSources(
                flags: flags.texts, environment: System.environment(), readFile: System.readFile))
        var (configuration, warnings) = try loader.load()
        warnings += configuration.fit(descriptors: System.raiseDescriptorLimit())
        let environment = Environment.live
        let log = try ServiceLog(configuration, now: { environment.now })
        for warning in warnings { log.logger.warning("\(warning)") }
        do {
            try await serve(configuration, environment, log)
            await log.end()
        } catch {
            // What it has to say of the failure comes first.
            await log.end()
            throw error
        }
    }

    private func serve(_ configuration: Configuration, _ environment: Environment, _ log: ServiceLog) async throws {
        let application = try await Application(configuration, environment: environment, log: log)
        application.start()
        System.writeToStandardOutput(Array("Serving on \(application.address)\n".utf8))
        let signal = await Signals.next()
        log.logger.info("stopping", metadata: ["signal": "\(signal)"])
        Task {
            _ = await Signals.next()
            System.exitAtOnce(1)
        }
        await application.stop()
        log.logger.info("stopped")
    }
}

extension Environment {
    /// The machine's clock and random source.
    static let live = Environment(
        clock: { Timestamp(milliseconds: System.now()) },
        entropy: {
            var generator = SystemRandomNumberGenerator()
            return (generator.next(), generator.next())
        })
}

@testable import Delivery
import Testing

@Suite struct `A template` {
    private func text(_ template: String, _ values: TemplateValues) throws -> String {
        try Template(template).text(values)
    }

    @Test func `shows values, sections and what stands for nothing`() throws {
        let values: TemplateValues = [
            "a": .own("A"), "yes": .flag(true), "no": .flag(false), "nothing": .none,
            "items": .items([["b": .own("1")], ["b": .own("2")]]), "empty": .items([]),
        ]
        #expect(try text("{{a}}-{{#yes}}y{{/yes}}{{#no}}n{{/no}}{{^no}}N{{/no}}", values) == "A-yN")
        #expect(try text("{{#items}}{{b}}{{a}},{{/items}}{{^items}}none{{/items}}", values) == "1A,2A,")
        #expect(try text("{{#empty}}x{{/empty}}{{^empty}}none{{/empty}}{{#nothing}}x{{/nothing}}", values) == "none")
        #expect(try text("{{#a}}has {{a}}{{/a}}", values) == "has A")
    }

    @Test func `leaves out lines that hold but the ends of sections`() throws {
        let template = "one\n{{#yes}}\n{{#no}}\nx\n{{/no}}\ntwo\n{{/yes}}\n{{#yes}}{{a}}{{/yes}}\nthree\n"
        let values: TemplateValues = ["yes": .flag(true), "no": .flag(false), "a": .own("A")]
        #expect(try text(template, values) == "one\ntwo\nA\nthree\n")
    }

    @Test(arguments: ["{{a", "{{#a}}", "{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "x{{#a}}y{{/b}}"])
    func `is refused when its braces don't match`(template: String) {
        #expect(throws: TemplateFault.self) { try Template(template) }
    }

    @Test func `with a name that has no value, or no text, is a fault`() throws {
        #expect(throws: TemplateFault.self) { try text("{{unknown}}", [:]) }
        #expect(throws: TemplateFault.self) { try text("{{#unknown}}{{/unknown}}", [:]) }
        #expect(throws: TemplateFault.self) { try text("{{flag}}", ["flag": .flag(true)]) }
    }

    @Test func `writes each kind of value as its place needs it`() throws {
        let people = PeopleText("<b>&\"it's\"</b>")
        let values: TemplateValues = ["a": .people(people), "b": .block(PeopleText("x\n<y>")), "c": .own("A&B")]
        let template = try Template("{{a}}|{{b}}|{{c}}")
        #expect(try template.text(values) == "<b>&\"it's\"</\u{200B}b>|> x\n> <y>|A&B")
        #expect(
            try template.page(values)
                == "&lt;b&gt;&amp;&quot;it&#39;s&quot;&lt;/\u{200B}b&gt;|x<br>\n&lt;y&gt;|A&amp;B")
    }

    @Test func `puts the markup of another one in as it is, and nothing else`() throws {
        let inner = try Template("<p>{{a}}</p>").markup(["a": .own("<i>")])
        #expect(try Template("[{{body}}]").page(["body": .markup(inner)]) == "[<p>&lt;i&gt;</p>]")
    }

    @Test(arguments: [
        "http://evil.example/x", "https://evil.example", "www.evil.example", "evil.example", "bob@evil.example",
        "mailto:bob@evil.example", "ftp://x", "javascript:alert(1)", "file:///etc", "evil。example", "evil．example",
        "\\\\host\\share", "tel:+49", "sip:x@y.example",
    ])
    func `holds nothing of people that a mail program would link`(raw: String) {
        let text = PeopleText(raw).text
        #expect(text != raw)
        #expect(text.replacing("\u{200B}", with: "") == raw)
        #expect(text.firstMatch(of: /[.@:\/。．][^\s\u{200B}]/) == nil)
    }

    @Test func `leaves sentences as they are`() {
        for text in ["Hello. It is fine, see you.", "At 10 o'clock: be there.", "東京。\n京都"] {
            #expect(PeopleText(text).text == text)
        }
    }

    @Test func `leaves out what turns the direction of writing, and shortens`() {
        #expect(PeopleText("a\u{202E}b\u{2066}c").text == "abc")
        #expect(PeopleText("שלום").text == "שלום")
        #expect(PeopleText("abcdef", atMost: 4).text == "abc…")
        #expect(PeopleText("abcd", atMost: 4).text == "abcd")
    }
}

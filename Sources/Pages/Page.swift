/// A page: one file that loads nothing, neither script nor font nor picture.
struct Page {
    /// A part of the page under a heading.
    struct Part {
        /// The HTML id of the part, to which links lead.
        let id: String
        /// The heading of the part.
        let title: String
        /// What stands below the heading.
        let contents: HTML
    }

    /// The title of the page.
    let title: String
    /// The line below the title.
    let subtitle: String
    /// What comes before the first part, below the links to the parts.
    var introduction = HTML.empty
    /// The parts of the page, in their order.
    let parts: [Part]

    /// The content security policy of the page. With it, a browser runs no script and loads nothing from a server,
    /// whatever the page contains.
    private static let policy =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

    /// The text of the HTML file.
    var text: String {
        let head = HTML.element(
            "head", [:], .void("meta", ["charset": "utf-8"]),
            .void("meta", ["http-equiv": "Content-Security-Policy", "content": Page.policy]),
            .void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
            .void("meta", ["name": "color-scheme", "content": "light dark"]),
            .element("title", [:], HTML(title)), .style(Page.style))
        let links = parts.map { HTML.element("a", ["href": "#\($0.id)"], HTML($0.title)) }
        let body = HTML.element(
            "body", [:],
            .element(
                "header", [:], .element("h1", [:], HTML(title)), .element("p", ["class": "note"], HTML(subtitle)),
                .element("nav", ["aria-label": "Parts of this page"], HTML(links))),
            .element("main", [:], HTML([introduction] + parts.map(section))))
        return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], head, body).markup + "\n"
    }

    private func section(_ part: Part) -> HTML {
        .element("section", ["id": part.id], .element("h2", [:], HTML(part.title)), part.contents)
    }
}

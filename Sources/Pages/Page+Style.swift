import Plots

extension Page {
    /// The style sheet of a page. Text and background have the colours of drawings, so that a page and its drawings are
    /// both light or both dark.
    static let style = """
        \(Drawing.pageStyle)
        :root{color-scheme:light dark;--ground:#f3f4f6;--link:#00598c;--warning:#9a4600}
        @media (prefers-color-scheme:dark){:root{--ground:#0e0f11;--link:#7cc4f0;--warning:#f0a060}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:60rem;background:var(--ground);color:var(--ink);
        font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,"Liberation Sans",sans-serif;
        overflow-wrap:anywhere}
        h1{margin:0;font-size:1.75rem;line-height:1.25}
        h2{margin:2.5rem 0 .75rem;font-size:1.25rem;line-height:1.3}
        h3{margin:1.5rem 0 .5rem;font-size:1rem}
        p,ul,ol{margin:.5rem 0;max-width:46rem}
        a{color:var(--link)}
        nav{display:flex;flex-wrap:wrap;gap:0 1rem;margin-top:.75rem}
        nav a{padding:.2rem 0}
        .note{color:var(--muted)}
        .figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.75rem;margin:1rem 0}
        .figures div,figure,.scroll,pre,details{background:var(--paper);border:1px solid var(--grid);
        border-radius:.5rem}
        .figures div{display:flex;flex-direction:column;padding:.6rem .8rem}
        .figures dt{order:1;color:var(--muted);font-size:.875rem;line-height:1.3}
        .figures dd{margin:0;font-size:1.5rem;font-weight:600;line-height:1.3}
        .figures small{font-size:.875rem;font-weight:400;color:var(--muted)}
        figure{margin:1rem 0;padding:.5rem}
        figure .scroll{border:0;border-radius:0;margin:0;width:auto}
        figure svg{display:block;width:100%;height:auto;max-width:var(--width);min-width:calc(var(--width)*.7);
        margin:0 auto}
        figcaption{padding:.25rem .5rem;color:var(--muted);font-size:.875rem}
        .scroll{overflow-x:auto;margin:.75rem 0;width:fit-content;max-width:100%}
        .scroll:focus-visible{outline:2px solid var(--link)}
        table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
        th,td{padding:.35rem .75rem;text-align:left;vertical-align:top}
        thead th{color:var(--muted);font-weight:600;white-space:nowrap}
        tbody th{font-weight:600;overflow-wrap:normal}
        .scroll tbody th{position:sticky;left:0;background:var(--paper)}
        tbody tr{border-top:1px solid var(--grid)}
        tbody+tbody tr:first-child{border-top:2px solid var(--muted)}
        .numbers td,.numbers thead th:not(:first-child){text-align:right;white-space:nowrap}
        .texts td{min-width:10rem}
        .texts code{white-space:nowrap}
        .facts{width:100%}
        .facts th{width:13rem;color:var(--muted)}
        .facts ul{margin:0;padding-left:1.1rem}
        .facts tr:first-child{border-top:0}
        code,pre{font:.8125rem/1.5 ui-monospace,"Liberation Mono",Menlo,Consolas,monospace}
        pre{margin:.75rem 0;padding:.75rem;overflow-x:auto;white-space:pre-wrap}
        details{margin:.75rem 0;padding:.5rem .75rem}
        details pre,details .scroll{border:0;padding:0}
        summary{cursor:pointer;font-weight:600}
        .warning{color:var(--warning);font-weight:600}
        .time{white-space:nowrap;color:var(--muted);font-weight:400}
        .swatch{display:inline-block;width:.8em;height:.8em;margin-right:.4em;border-radius:.15em}
        @media (max-width:32rem){body{padding:1rem .75rem 2rem}h1{font-size:1.4rem}
        .facts th,.facts td{display:block;width:auto}
        .facts td{padding-top:0}
        .figures{grid-template-columns:repeat(2,1fr)}
        .scroll th,.scroll td{padding:.35rem .5rem}.texts td{min-width:11rem}}
        @media print{
        :root{color-scheme:light;--ground:#fff;--link:#202124;--warning:#9a4600}
        body{max-width:none;padding:0;font-size:10pt}
        nav{display:none}
        figure,.figures div,tr,pre{break-inside:avoid}
        h2,h3{break-after:avoid}
        .scroll{overflow:visible;border:0}
        .texts td{min-width:0}
        .scroll tbody th{position:static}
        figure svg{min-width:0;max-height:22cm}
        details:not(.whole){display:none}
        details::details-content{content-visibility:visible;block-size:auto}
        }
        """
}

"""What a scaling study's results say: a line a point, tables in Markdown, and a plot as SVG without any library."""
import math

# From when on something is called the bound of a point: the share of its time that it is busy.
BUSY = 0.9
COLOURS = ["#d1495b", "#00798c", "#edae49", "#66a182"]
IDEAL = "#8d99ae"


def step(result):
    """Milliseconds of the median step."""
    return result["ms_per_step"]


def compute(result):
    """Milliseconds of a step if only computing took time."""
    return 1e3 / result["ideal_steps_per_second"]


def exchange(result):
    """Milliseconds that the coordinator's link needs for a step, one way; gradients come while weights go."""
    return max(result["bytes_in"], result["bytes_out"]) * 8 / (result["link_gbits"] * 1e6)


def best_speed(result):
    """Samples a second if a step were over once computing and sending the weights, both at once, are."""
    return result["batch_size"] * 1e3 / max(compute(result), result["bytes_out"] * 8 / (result["link_gbits"] * 1e6))


def share(result):
    """Of the speed without an exchange."""
    return compute(result) / step(result)


def bounds(result):
    """What has no time left in a point, if anything, and what went wrong."""
    found = []
    if share(result) > BUSY:
        found.append("computing")
    if exchange(result) / step(result) > BUSY:
        found.append("link")
    if result["coordinator_busiest_thread_ms"] / result["ms_mean"] > BUSY:
        found.append("coordinator")
    if is_machine_bound(result):
        found.append("machine")
    if result["sessions_lost"]:
        found.append(f"{result['sessions_lost']} workers were lost")
    return found


def is_machine_bound(result):
    return result["machine_busy"] > BUSY


def line(result):
    """Prints a dot to show progress."""
    return (
        f"{result['link_gbits']:g} Gbit/s, {result['padding']}, {result['series']}, {result['workers']} workers: "
        f"{step(result):.1f} ms a step, {100 * share(result):.0f}% of ideal, "
        f"machine {100 * result['machine_busy']:.0f}% busy"
        + (f"; bound: {', '.join(bounds(result))}" if bounds(result) else ""))


def groups(results, *keys):
    """Results by what they have under some keys, in the order in which they came."""
    found = {}
    for result in results:
        found.setdefault(tuple(result[key] for key in keys), []).append(result)
    return found


def saturation(rows):
    """The least number of workers with nine tenths of the most samples a second, and that most."""
    most = max(row["samples_per_second"] for row in rows)
    return min(row["workers"] for row in rows if row["samples_per_second"] >= BUSY * most), most


def balance(rows):
    """The number of workers at which sending the weights takes as long as computing, by size and speed alone."""
    row = max(rows, key=lambda row: row["workers"])
    workers = row["workers"]
    sending = row["bytes_out"] / workers * 8 / (row["link_gbits"] * 1e6)
    if row["series"].startswith("weak"):
        return compute(row) / sending
    # A batch's computing, divided among the workers, against their number's sending.
    return math.sqrt(row["micro_batches"] * row["pace_ms"][-1] / row["slots"] / sending)


def series_name(padding, series, label):
    return f"'{padding}', {series}{', ' + label if label else ''}"


def tables(results):
    text = [
        "| series | link, Gbit/s | as fast at sending as at computing | saturated with | samples/s at most |",
        "|---|---|---|---|---|",
    ]
    for (padding, series, label), rows in groups(results, "padding", "series", "label").items():
        for (link,), points in groups(rows, "link_gbits").items():
            workers, most = saturation(points)
            text.append(
                f"| {series_name(padding, series, label)} | {link:g} | {balance(points):.1f} | {workers} "
                f"| {most:.0f} |")
    for (padding, series, label), rows in groups(results, "padding", "series", "label").items():
        text += [
            "",
            f"### {series_name(padding, series, label)}",
            "",
            "| Gbit/s | workers × slots | batch | K | step, ms | computing, ms | link one way, ms | steps/s | ideal "
            "| reached | CPU, ms (busiest thread) | memory, MB | machine busy | bound |",
            "|" + "---|" * 14,
        ]
        for row in rows:
            text.append(
                f"| {row['link_gbits']:g} | {row['workers']} × {row['slots']} | {row['batch_size']} "
                f"| {row['micro_batches']} | {step(row):.1f} | {compute(row):.1f} | {exchange(row):.1f} "
                f"| {row['steps_per_second']:.2f} | {row['ideal_steps_per_second']:.2f} | {share(row):.0%} "
                f"| {row['coordinator_cpu_ms']:.1f} ({row['coordinator_busiest_thread_ms']:.1f}) "
                f"| {row['coordinator_peak_bytes'] / 1e6:.0f} | {row['machine_busy']:.0%} "
                f"| {', '.join(bounds(row)) or '–'} |")
    return "\n".join(text) + "\n"


class Panel:
    """Samples a second over workers, both on logarithmic axes."""

    WIDTH, HEIGHT = 250, 190

    def __init__(self, left, top, title, rows):
        self.left, self.top = left, top
        speeds = [row["samples_per_second"] for row in rows]
        speeds += [row["batch_size"] * row["ideal_steps_per_second"] for row in rows]
        self.workers = sorted({row["workers"] for row in rows})
        self.lowest = 10 ** math.floor(math.log10(min(speeds)))
        self.highest = 10 ** math.ceil(math.log10(max(speeds)))
        self.parts = [
            f'<text x="{left + self.WIDTH / 2}" y="{top - 10}" text-anchor="middle" font-weight="bold">{title}</text>']

    def x(self, workers):
        first, last = math.log2(self.workers[0]), math.log2(self.workers[-1])
        return self.left + self.WIDTH * (0.04 + 0.92 * (math.log2(workers) - first) / max(last - first, 1))

    def y(self, speed):
        low, high = math.log10(self.lowest), math.log10(self.highest)
        return self.top + self.HEIGHT * (1 - (math.log10(speed) - low) / (high - low))

    def axes(self):
        right, bottom = self.left + self.WIDTH, self.top + self.HEIGHT
        decade = self.lowest
        while decade <= self.highest:
            y = self.y(decade)
            self.parts.append(f'<path d="M{self.left} {y:.1f}H{right}" stroke="#dddddd"/>')
            self.parts.append(f'<text x="{self.left - 6}" y="{y + 4:.1f}" text-anchor="end">{decade:,}</text>')
            decade *= 10
        for workers in self.workers:
            x = self.x(workers)
            self.parts.append(f'<path d="M{x:.1f} {self.top}V{bottom}" stroke="#eeeeee"/>')
            self.parts.append(f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{workers}</text>')
        self.parts.append(
            f'<rect x="{self.left}" y="{self.top}" width="{self.WIDTH}" height="{self.HEIGHT}" fill="none" '
            'stroke="#888888"/>')

    def curve(self, points, colour, dashes=""):
        path = "L".join(f"{self.x(workers):.1f} {self.y(speed):.1f}" for workers, speed in sorted(points))
        style = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.8"{style}/>')

    def marks(self, rows, colour):
        for row in rows:
            inside = "white" if is_machine_bound(row) else colour
            self.parts.append(
                f'<circle cx="{self.x(row["workers"]):.1f}" cy="{self.y(row["samples_per_second"]):.1f}" r="3.6" '
                f'fill="{inside}" stroke="{colour}" stroke-width="1.5"/>')


def plot(results):
    """Panels of samples a second over workers, measured beside ideal; hollow where the machine was the bound."""
    results = [row for row in results if row["slots"] == 1]
    curves = list(dict.fromkeys((row["link_gbits"], row["label"]) for row in results))
    colour = {curve: COLOURS[place % len(COLOURS)] for place, curve in enumerate(curves)}
    panels = groups(results, "padding", "series")
    columns = min(3, len(panels))
    width, height = columns * 320 + 20, -(-len(panels) // columns) * 270 + 70
    parts = []
    for place, ((padding, series), rows) in enumerate(panels.items()):
        kind, number = series.split()
        title = f"'{padding}', {kind}: " + (f"batch {number}" if kind == "strong" else f"{number} samples a worker")
        panel = Panel(70 + place % columns * 320, 40 + place // columns * 270, title, rows)
        panel.axes()
        ideal = {row["workers"]: row["batch_size"] * row["ideal_steps_per_second"] for row in rows}
        panel.curve(ideal.items(), IDEAL, "5 4")
        for curve in curves:
            mine = [row for row in rows if (row["link_gbits"], row["label"]) == curve]
            if not mine:
                continue
            panel.curve([(row["workers"], best_speed(row)) for row in mine], colour[curve], "1 3")
            panel.curve([(row["workers"], row["samples_per_second"]) for row in mine], colour[curve])
            panel.marks(mine, colour[curve])
        parts += panel.parts
    legend = [("computing alone (ideal)", IDEAL, "5 4")]
    legend += [(f"{link:g} Gbit/s{', ' + label if label else ''}", colour[link, label], "") for link, label in curves]
    x, y = 70, height - 22
    for name, tint, dashes in legend:
        parts.append(f'<path d="M{x} {y - 4}h26" stroke="{tint}" stroke-width="2" stroke-dasharray="{dashes}"/>')
        parts.append(f'<text x="{x + 32}" y="{y}">{name}</text>')
        x += 60 + 7 * len(name)
    parts.append(
        f'<text x="70" y="{y - 22}">samples/s over worker processes; dotted: what computing and the link allow; '
        'hollow: this machine was the bound</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n")

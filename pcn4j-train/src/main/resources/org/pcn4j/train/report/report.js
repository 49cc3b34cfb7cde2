"use strict";
(() => {
  const MOST_LINES = 12;
  const FEW_LINES = 3;
  const MOST_ENERGIES = 6;
  const byId = id => document.getElementById(id);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const SVG = "http://www.w3.org/2000/svg";

  let data = JSON.parse(byId("data").textContent);

  function svg(name, attributes, text) {
    const element = document.createElementNS(SVG, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  function html(name, text, className) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function number(value) {
    if (value === null || value === undefined) return "–";
    const size = Math.abs(value);
    if (size !== 0 && (size < 1e-3 || size >= 1e6)) return Number(value.toPrecision(3)).toExponential().replace("e+", "e");
    return Number.isInteger(value) ? value.toLocaleString("en") : String(Number(value.toPrecision(4)));
  }

  const percent = value => (value === null || value === undefined ? "–" : Number((100 * value).toPrecision(4)) + " %");

  function evenly(count, most) {
    if (count <= most) return Array.from({ length: count }, (_, i) => i);
    return Array.from({ length: most }, (_, i) => Math.round((i * (count - 1)) / (most - 1)));
  }

  /** The colors of lines in an order, from blue to red; neighbors differ in lightness as well, as hues alone are not told apart. */
  const shade = (index, count) => `hsl(${Math.round(222 - (count < 2 ? 0 : (212 * index) / (count - 1)))} 65% ${css(index % 2 ? "--shade-odd" : "--shade-even")})`;

  /** Of many lines every other one is dashed, so that they are told apart without their colors, too. */
  const dashed = (index, count) => count > FEW_LINES && index % 2 === 1;

  function swatch(each, round) {
    const mark = svg("svg", { viewBox: "0 0 14 8", "aria-hidden": "true" });
    mark.append(round
      ? svg("circle", { cx: 7, cy: 4, r: 4, fill: each.color })
      : svg("path", { d: "M0 4H14", stroke: each.color, "stroke-width": 3, "stroke-dasharray": each.dash ? "6 2" : "none" }));
    return mark;
  }

  /** Puts a tip beside a point of its parent, where there is room. */
  function place(tip, parent, x, y) {
    tip.hidden = false;
    const width = tip.offsetWidth;
    const room = parent.clientWidth;
    let left = x + 14;
    if (left + width > room) left = x - 14 - width;
    tip.style.transform = `translate(${Math.max(0, Math.min(left, room - width))}px, ${Math.max(0, y - tip.offsetHeight / 2)}px)`;
  }

  // ---- Lines ----------------------------------------------------------------------------------------------------------

  class Chart {
    constructor(id) {
      this.card = byId(id);
      this.plot = this.card.querySelector(".plot");
      this.legend = this.card.querySelector(".legend");
      this.button = this.card.querySelector("button.tool");
      this.log = this.button !== null && this.button.getAttribute("aria-pressed") === "true";
      this.off = new Set();
      this.tip = html("div", "", "tip");
      this.tip.setAttribute("role", "status");
      this.tip.hidden = true;
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "group");
      this.plot.setAttribute("aria-label", this.card.querySelector("figcaption").textContent + ": arrow keys move along the chart");
      if (this.button) {
        this.button.addEventListener("click", () => {
          this.log = !this.log;
          this.button.setAttribute("aria-pressed", String(this.log));
          this.build();
        });
      }
      this.plot.addEventListener("keydown", event => this.key(event));
      this.plot.addEventListener("blur", () => this.leave());
      this.plot.addEventListener("pointermove", event => {
        if (event.pointerType !== "mouse" && this.lines) this.touch(event);
      });
      new ResizeObserver(() => this.resize()).observe(this.plot);
    }

    /** spec: {x: its name, y: how to write values, series: [{label, xs, ys, color, width, dash, quiet, points}]} */
    show(spec) {
      spec.series = spec.series.filter(each => each.xs.length > 0);
      this.card.hidden = spec.series.length === 0 && !live;
      const same = this.lines && this.spec && JSON.stringify(this.spec.series.map(this.look)) === JSON.stringify(spec.series.map(this.look));
      this.spec = spec;
      if (same) this.lines.setData(this.data(), !this.zoomed());
      else this.build();
    }

    look(each) {
      return [each.label, each.color, each.width];
    }

    zoomed() {
      const xs = this.lines.data[0];
      const scale = this.lines.scales.x;
      return xs.length > 1 && (scale.min > xs[0] || scale.max < xs[xs.length - 1]);
    }

    data() {
      const tables = this.spec.series.map(each => [each.xs, each.ys.map(y => (y === null || (this.log && y <= 0) ? null : y))]);
      return tables.length ? uPlot.join(tables) : [[], []];
    }

    build() {
      if (this.lines) this.lines.destroy();
      this.lines = null;
      this.plot.replaceChildren();
      this.legend.replaceChildren();
      if (!this.spec || this.card.hidden || this.plot.clientWidth === 0) return;
      if (this.spec.series.length === 0) {
        this.plot.append(html("p", "Nothing measured yet.", "none"));
        return;
      }
      const muted = css("--muted");
      const axis = { stroke: muted, grid: { stroke: css("--line"), width: 1 }, ticks: { stroke: css("--line"), width: 1, size: 5 }, font: "12px system-ui, sans-serif", labelFont: "12px system-ui, sans-serif" };
      const write = this.spec.y || number;
      this.lines = new uPlot({
        width: this.plot.clientWidth,
        height: this.height(),
        legend: { show: false },
        padding: [10, 26, 0, 0],
        cursor: { y: false, points: { size: 8 }, dataIdx: (u, series, index) => this.nearest(u, series, index), drag: { x: true, y: false } },
        scales: {
          x: { time: false, range: (u, min, max) => this.range(u, min, max) },
          y: { distr: this.log ? 3 : 1 },
        },
        axes: [
          { ...axis, label: this.spec.x, labelSize: 18, size: 34, space: 60, values: (u, splits) => splits.map(value => (this.spec.whole && !Number.isInteger(value) ? "" : number(value))) },
          { ...axis, space: 36, size: (u, values) => 14 + 7 * Math.max(3, ...(values || []).map(value => String(value ?? "").length)), values: (u, splits) => splits.map(value => (value === null ? "" : write(value))) },
        ],
        series: [
          {},
          ...this.spec.series.map(each => ({
            label: each.label,
            stroke: each.color,
            width: each.width || 2,
            dash: each.dash ? [7, 4] : undefined,
            show: !this.off.has(each.label),
            points: { show: each.points || each.xs.length === 1, size: 6, fill: each.color },
          })),
        ],
        hooks: { setCursor: [u => this.tell(u)] },
      }, this.data(), this.plot);
      this.plot.append(this.tip);
      this.tip.hidden = true;
      if (this.spec.series.length > 1) this.spec.series.forEach((each, i) => this.entry(each, i + 1));
    }

    /** All charts over updates begin at 0, so that they compare; but for what the reader zooms into. */
    range(u, min, max) {
      if (min === null || min === undefined) return [0, 1];
      const all = u.data[0].length === 0 || min <= u.data[0][0];
      const from = all ? Math.min(0, min) : min;
      return from === max ? [from - 0.5, max + 0.5] : [from, max];
    }

    entry(each, index) {
      const button = html("button");
      button.type = "button";
      button.append(swatch(each), each.label);
      button.setAttribute("aria-pressed", String(!this.off.has(each.label)));
      button.addEventListener("click", () => {
        if (!this.off.delete(each.label)) this.off.add(each.label);
        const shown = !this.off.has(each.label);
        button.setAttribute("aria-pressed", String(shown));
        this.lines.setSeries(index, { show: shown });
      });
      this.legend.append(button);
    }

    height() {
      return this.plot.clientWidth < 480 ? 220 : 260;
    }

    resize() {
      const width = this.plot.clientWidth;
      if (width === 0 || (this.lines && width === this.width)) return;
      this.width = width;
      if (this.lines) this.lines.setSize({ width, height: this.height() });
      else this.build();
    }

    /** The place nearest to one that has a value in this series. */
    nearest(u, series, index) {
      const values = u.data[series];
      for (let far = 0; far < values.length; far++) {
        for (const at of [index - far, index + far]) {
          if (values[at] !== null && values[at] !== undefined) return at;
        }
      }
      return index;
    }

    tell(u) {
      const index = u.cursor.idx;
      if (u.cursor.left < 0 || index === null || index === undefined) {
        this.tip.hidden = true;
        return;
      }
      const write = this.spec.y || number;
      const rows = [];
      let at = u.data[0][index];
      this.spec.series.forEach((each, i) => {
        if (u.series[i + 1].show && !each.quiet) {
          const own = u.cursor.idxs[i + 1];
          if (this.spec.series.length === 1) at = u.data[0][own];
          const row = html("div");
          row.append(swatch(each, true), `${each.label} `, html("b", write(u.data[i + 1][own])));
          if (u.data[0][own] !== at && this.spec.series.length > 1) row.append(html("span", ` at ${number(u.data[0][own])}`, "muted"));
          rows.push(row);
        }
      });
      this.tip.replaceChildren(html("div", `${this.spec.x} ${number(at)}`, "muted"), ...rows);
      place(this.tip, this.plot, u.over.offsetLeft + u.cursor.left, u.over.offsetTop + u.over.clientHeight / 2);
    }

    touch(event) {
      const box = this.lines.over.getBoundingClientRect();
      this.lines.setCursor({ left: event.clientX - box.left, top: event.clientY - box.top });
    }

    key(event) {
      if (!this.lines) return;
      const last = this.lines.data[0].length - 1;
      const at = this.at === undefined ? last : this.at;
      const step = event.shiftKey ? Math.max(1, Math.round(last / 20)) : 1;
      const next = { ArrowLeft: at - step, ArrowRight: at + step, Home: 0, End: last }[event.key];
      if (event.key === "Escape") this.leave();
      if (next === undefined) return;
      event.preventDefault();
      this.at = Math.max(0, Math.min(last, next));
      this.lines.setCursor({ left: this.lines.valToPos(this.lines.data[0][this.at], "x"), top: 0 });
    }

    leave() {
      this.at = undefined;
      if (this.lines) this.lines.setCursor({ left: -10, top: -10 });
      this.tip.hidden = true;
    }
  }

  // ---- Maps -----------------------------------------------------------------------------------------------------------

  class Grid {
    constructor(id) {
      this.card = byId(id);
      this.plot = this.card.querySelector(".plot");
      this.plot.classList.add("map");
      this.tip = html("div", "", "tip");
      this.tip.setAttribute("role", "status");
      this.tip.hidden = true;
      this.plot.tabIndex = 0;
      this.plot.setAttribute("role", "group");
      this.plot.setAttribute("aria-label", this.card.querySelector("figcaption").textContent + ": arrow keys move over the cells");
      this.plot.addEventListener("keydown", event => this.key(event));
      this.plot.addEventListener("blur", () => this.leave());
      this.plot.addEventListener("pointerleave", () => this.leave());
      for (const kind of ["pointermove", "pointerdown"]) this.plot.addEventListener(kind, event => this.point(event));
      new ResizeObserver(() => {
        if (this.plot.clientWidth !== this.width) this.build();
      }).observe(this.plot);
    }

    /** spec: {rows, columns: names; cell: (row, column) → {part: 0 … 1, kind, text}; tell: (row, column) → lines; square} */
    show(spec) {
      this.spec = spec;
      this.card.hidden = !spec && !live;
      this.build();
    }

    build() {
      this.plot.replaceChildren();
      this.width = this.plot.clientWidth;
      if (!this.spec) {
        if (live) this.plot.append(html("p", "Nothing measured yet.", "none"));
        return;
      }
      if (this.width === 0) return;
      const { rows, columns, square } = this.spec;
      this.top = 5;
      const longest = Math.max(...rows.map(name => name.length));
      this.left = Math.min(7 * longest + 12, this.width * 0.32);
      this.cellWidth = Math.min(square ? 42 : 90, (this.width - this.left - 2) / columns.length);
      this.cellHeight = square ? this.cellWidth : Math.max(9, Math.min(26, 480 / rows.length));
      const width = this.left + columns.length * this.cellWidth + 2;
      const height = this.top + rows.length * this.cellHeight + 20;
      const drawing = svg("svg", { class: "grid", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
      drawing.append(svg("rect", { class: "back", x: this.left, y: this.top, width: columns.length * this.cellWidth, height: rows.length * this.cellHeight }));
      const gap = this.cellWidth > 8 && this.cellHeight > 8 ? 1 : 0;
      rows.forEach((name, row) => {
        if (row % Math.ceil(13 / this.cellHeight) === 0) {
          const room = Math.max(1, Math.floor((this.left - 6) / 6.4));
          const short = name.length > room ? name.slice(0, room - 1) + "…" : name;
          drawing.append(svg("text", { x: this.left - 6, y: this.top + (row + 0.5) * this.cellHeight + 4, "text-anchor": "end" }, short));
        }
        columns.forEach((_, column) => {
          const cell = this.spec.cell(row, column);
          if (cell.part > 0) {
            drawing.append(svg("rect", {
              class: cell.kind, "fill-opacity": cell.part.toFixed(3),
              x: this.left + column * this.cellWidth, y: this.top + row * this.cellHeight, width: this.cellWidth - gap, height: this.cellHeight - gap,
            }));
          }
          if (cell.text && this.cellWidth >= 7 * cell.text.length + 2 && this.cellHeight >= 14) {
            drawing.append(svg("text", { class: "count", x: this.left + (column + 0.5) * this.cellWidth, y: this.top + (row + 0.5) * this.cellHeight + 4 }, cell.text));
          }
        });
      });
      const letters = Math.min(8, Math.max(...columns.map(name => name.length)));
      const every = square && this.cellWidth > 24 ? 1 : Math.ceil((7 * letters + 8) / this.cellWidth);
      columns.forEach((name, column) => {
        if (column % every === 0) {
          const room = Math.max(2, Math.floor((this.cellWidth * every) / 7));
          const short = name.length > room ? name.slice(0, room - 1) + "…" : name;
          drawing.append(svg("text", { x: this.left + (column + 0.5) * this.cellWidth, y: this.top + rows.length * this.cellHeight + 14, "text-anchor": "middle" }, short));
        }
      });
      this.mark = svg("rect", { class: "at", width: this.cellWidth, height: this.cellHeight, visibility: "hidden" });
      drawing.append(this.mark);
      this.plot.append(drawing, this.tip);
      this.tip.hidden = true;
    }

    point(event) {
      if (!this.spec || !this.mark) return;
      const box = this.plot.getBoundingClientRect();
      const row = Math.floor((event.clientY - box.top - this.top) / this.cellHeight);
      const column = Math.floor((event.clientX - box.left - this.left) / this.cellWidth);
      if (row >= 0 && row < this.spec.rows.length && column >= 0 && column < this.spec.columns.length) this.go(row, column);
      else this.leave();
    }

    go(row, column) {
      this.at = [row, column];
      const x = this.left + column * this.cellWidth;
      const y = this.top + row * this.cellHeight;
      this.mark.setAttribute("x", x);
      this.mark.setAttribute("y", y);
      this.mark.setAttribute("visibility", "visible");
      this.tip.replaceChildren(...this.spec.tell(row, column).map(line => html("div", line)));
      place(this.tip, this.plot, x + this.cellWidth, y + this.cellHeight / 2);
    }

    key(event) {
      if (!this.spec || !this.mark) return;
      const [row, column] = this.at || [0, -1];
      const next = { ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], ArrowUp: [row - 1, column], ArrowDown: [row + 1, column] }[event.key];
      if (event.key === "Escape") this.leave();
      if (!next) return;
      event.preventDefault();
      this.go(Math.max(0, Math.min(this.spec.rows.length - 1, next[0])), Math.max(0, Math.min(this.spec.columns.length - 1, next[1])));
    }

    leave() {
      this.at = undefined;
      if (this.mark) this.mark.setAttribute("visibility", "hidden");
      this.tip.hidden = true;
    }
  }

  // ---- What is shown --------------------------------------------------------------------------------------------------

  const live = document.body.dataset.live === "true";
  const charts = Object.fromEntries(["loss", "rate", "speed", "energy", "errors", "step", "divergence"].map(name => [name, new Chart("chart-" + name)]));
  const grids = Object.fromEntries(["wave", "confusion"].map(name => [name, new Grid("chart-" + name)]));
  const slider = byId("probe");
  let follows = true;

  /** Means over a window around each value. */
  function smooth(values) {
    const half = Math.floor(values.length / 60);
    if (half === 0) return values;
    const sums = [0];
    const counts = [0];
    values.forEach((value, i) => {
      sums.push(sums[i] + (value ?? 0));
      counts.push(counts[i] + (value === null ? 0 : 1));
    });
    return values.map((_, i) => {
      const from = Math.max(0, i - half);
      const to = Math.min(values.length, i + half + 1);
      return counts[to] === counts[from] ? null : (sums[to] - sums[from]) / (counts[to] - counts[from]);
    });
  }

  /** A chart for each measure that was found in an evaluation, after that of the loss. */
  const measureCharts = new Map();
  function measureChart(name) {
    if (!measureCharts.has(name)) {
      const card = html("figure", undefined, "card");
      card.id = `chart-measure-${measureCharts.size}`;
      const head = html("div", undefined, "head");
      head.append(html("figcaption", `Validation: ${name}`));
      card.append(head, html("div", undefined, "plot"), html("div", undefined, "legend"));
      charts.rate.card.before(card);
      measureCharts.set(name, new Chart(card.id));
    }
    return measureCharts.get(name);
  }

  function learning() {
    const { updates, evaluations } = data;
    const smoothed = smooth(updates.loss);
    const training = smoothed === updates.loss
      ? [{ label: "training batch", xs: updates.update, ys: updates.loss, color: css("--s1") }]
      : [
        { label: "training batch", xs: updates.update, ys: updates.loss, color: css("--raw"), width: 1, quiet: true },
        { label: "training, smoothed", xs: updates.update, ys: smoothed, color: css("--s1") },
      ];
    charts.loss.show({ x: "update", series: [...training, { label: "validation", xs: evaluations.update, ys: evaluations.loss, color: css("--s2"), points: true }] });
    evaluations.measures.forEach(measure => {
      measureChart(measure.name).show({
        x: "update", y: value => (value === null || value === undefined ? "–" : number(value) + (measure.unit && " " + measure.unit)),
        series: [{ label: `validation ${measure.name}`, xs: evaluations.update, ys: measure.values, color: css("--s2"), points: true }],
      });
    });
    const sparse = values => (values.some(value => value !== null) ? updates.update : []);
    charts.rate.show({ x: "update", series: [{ label: "learning rate", xs: sparse(updates.rate), ys: updates.rate, color: css("--s4") }] });
    charts.speed.show({ x: "update", series: [{ label: "samples per second", xs: sparse(updates.speed), ys: smooth(updates.speed), color: css("--s3") }] });
  }

  const named = probe => (probe.update === 0 ? "before training" : `epoch ${number(probe.epoch)}`);

  function inference() {
    const probes = data.probes.filter(probe => probe.energy.length > 0);
    byId("inference").hidden = probes.length === 0;
    if (probes.length === 0) return;
    slider.max = String(probes.length - 1);
    if (follows) slider.value = slider.max;
    byId("slider").hidden = probes.length < 2;
    const chosen = Number(slider.value);
    const probe = probes[chosen];
    byId("probe-name").textContent = `${named(probe)}, update ${number(probe.update)}`;
    slider.setAttribute("aria-valuetext", byId("probe-name").textContent);
    const times = probe.energy.map((_, t) => t);
    const others = evenly(probes.length, MOST_ENERGIES).filter(i => i !== chosen);
    const lines = [...others, chosen].sort((a, b) => a - b);
    charts.energy.show({
      x: "inference step", whole: true,
      series: lines.map(i => ({
        label: named(probes[i]), xs: probes[i].energy.map((_, t) => t), ys: probes[i].energy,
        color: shade(lines.indexOf(i), lines.length), dash: dashed(lines.indexOf(i), lines.length), width: i === chosen ? 3 : 1.5,
      })),
    });
    const steps = data.steps;
    charts.step.show({
      x: "update",
      series: [
        { label: "γλ", xs: steps.update, ys: steps.product, color: css("--s1"), points: true },
        { label: "limit", xs: steps.limit.some(value => value !== null) ? steps.update : [], ys: steps.limit, color: css("--s2"), dash: true },
      ],
    });
    const nodes = probe.errors;
    const shown = evenly(nodes.length, MOST_LINES);
    byId("errors-note").textContent = shown.length < nodes.length ? `${shown.length} of ${nodes.length} nodes; the map shows all.` : "";
    charts.errors.show({
      x: "inference step", whole: true,
      series: shown.map((i, at) => ({ label: nodes[i].node, xs: times, ys: nodes[i].norms, color: shade(at, shown.length), dash: dashed(at, shown.length) })),
    });
    const positive = nodes.flatMap(node => node.norms).filter(value => value > 0).map(Math.log10);
    const least = Math.min(...positive);
    const most = Math.max(...positive);
    const down = nodes.slice().reverse();
    grids.wave.show({
      rows: down.map(node => node.node),
      columns: times.map(String),
      cell: (row, column) => {
        const value = down[row].norms[column];
        return { kind: "heat", part: value > 0 ? (most > least ? 0.12 + (0.88 * (Math.log10(value) - least)) / (most - least) : 1) : 0 };
      },
      tell: (row, column) => [down[row].node, `inference step ${column}`, `error norm ${number(down[row].norms[column])}`],
    });
  }

  function divergence() {
    const probes = data.probes;
    const equal = probes.length > 0 && probes.every(probe => probe.equal);
    byId("equal").hidden = !equal;
    byId("against").hidden = probes.length === 0;
    charts.divergence.show({
      x: "update",
      series: equal ? [] : [
        { label: "relative distance", xs: probes.map(probe => probe.update), ys: probes.map(probe => probe.relative), color: css("--s2"), points: true },
        { label: "1 − cosine", xs: probes.map(probe => probe.update), ys: probes.map(probe => (probe.cosine === null ? null : Math.max(0, 1 - probe.cosine))), color: css("--s4"), points: true },
      ],
    });
    if (equal) charts.divergence.card.hidden = true;
  }

  function confusion() {
    const found = data.confusion;
    byId("answers").hidden = !found && ["mistakes", "gallery"].every(id => byId(id).childElementCount === 0);
    if (!found) {
      grids.confusion.show(null);
      return;
    }
    const sums = found.counts.map(row => row.reduce((sum, count) => sum + count, 0));
    grids.confusion.show({
      rows: found.classes, columns: found.classes, square: true,
      cell: (row, column) => {
        const count = found.counts[row][column];
        const share = sums[row] === 0 ? 0 : count / sums[row];
        return { kind: row === column ? "diagonal" : "off", part: count === 0 ? 0 : row === column ? 0.15 + 0.6 * share : Math.min(0.9, 0.15 + Math.sqrt(share)), text: count === 0 ? "" : String(count) };
      },
      tell: (row, column) => [
        row === column ? `${found.classes[row]}, rightly` : `${found.classes[row]} taken for ${found.classes[column]}`,
        `${number(found.counts[row][column])} of ${number(sums[row])}` + (sums[row] ? `, ${percent(found.counts[row][column] / sums[row])}` : ""),
      ],
    });
  }

  function draw() {
    learning();
    inference();
    divergence();
    confusion();
    document.documentElement.dataset.drawn = String(document.querySelectorAll("canvas, svg.grid").length);
  }

  slider.addEventListener("input", () => {
    follows = slider.value === slider.max;
    inference();
  });
  document.addEventListener("click", event => {
    const button = event.target.closest("button[data-full]");
    if (button) {
      const full = byId(button.dataset.full).classList.toggle("full");
      button.setAttribute("aria-pressed", String(full));
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();

  // ---- While the run goes on ------------------------------------------------------------------------------------------

  const EVERY = 2000;
  const EVERY_AFTERWARDS = 10000;

  async function poll() {
    try {
      const answer = await fetch("live.json", { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      byId("lost").hidden = true;
      for (const id in news.parts) {
        if (news.parts[id] !== known[id]) {
          byId(id).innerHTML = news.parts[id];
          known[id] = news.parts[id];
        }
      }
      if (JSON.stringify(news.data) !== JSON.stringify(data)) {
        data = news.data;
        draw();
      }
    } catch (e) {
      byId("lost").hidden = false;
    }
    setTimeout(poll, data.ended ? EVERY_AFTERWARDS : EVERY);
  }

  const known = {};
  if (live) setTimeout(poll, EVERY);
})();

// Shows a sheet (see sheet.rs) in an element. `go` is called with the place of what a person chooses, where there is a text to
// go to; `name` gives the words for a place. A cell that has the focus keeps it when the sheet is shown anew.
'use strict';

function showSheet(sheet, element, go, name) {
  const words = sheet.locale === 'en'
    ? { right: '✓ Figures agree', wrong: (n) => `✗ ${n} wrong`, relations: 'Relations', prose: 'In the text', none: 'No report.', missing: 'missing', go: 'Go to text' }
    : { right: '勾稽 ✓', wrong: (n) => `✗ ${n} 处不符`, relations: '勾稽关系', prose: '文字中', none: '没有年度报告。', missing: '缺', go: '转到原文' };
  const focused = element.querySelector('td:focus')?.dataset.key;
  const make = (tag, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const link = (text, place) => {
    if (go === undefined) {
      return make('span', { textContent: text });
    }
    const made = make('a', { href: '#', textContent: text, title: words.go });
    made.addEventListener('click', (event) => { event.preventDefault(); go(place); });
    return made;
  };
  const about = make('div', { className: 'about' });
  about.setAttribute('aria-live', 'polite');

  function finding(one) {
    const button = go === undefined ? make('span') : make('button', { type: 'button', title: words.go });
    const mark = { error: '✗', warning: '!' }[one.severity] ?? '·';
    button.append(make('span', { className: `mark-${one.severity}`, textContent: `${mark} ` }), `${one.message} ${name(one.place)}`);
    button.addEventListener('click', () => go?.(one.place));
    return make('li', {}, button);
  }

  function tell(table, index) {
    const cell = table.cells[index];
    const relations = table.relations.filter((one) => one.cells.some(([other]) => other === index));
    const list = (items) => make('ul', {}, ...items.map((item) => make('li', {}, ...item)));
    about.replaceChildren(make('strong', { textContent: `${cell.name} ${cell.text}` }));
    if (cell.place !== null) {
      about.append(' ', link(name(cell.place) || words.go, cell.place));
    }
    if (relations.length > 0) {
      const line = (one) => [make('span', { className: one.holds === false ? 'mark-error' : 'mark-right', textContent: one.equation })];
      about.append(make('div', { textContent: words.relations }), list(relations.map(line)));
    }
    if (cell.prose.length > 0) {
      const line = (one) => [link(`${one.text} ${name(one.place)}`.trim(), one.place)];
      about.append(make('div', { textContent: words.prose }), list(cell.prose.map(line)));
    }
    return relations;
  }

  function light(table, cells, index) {
    element.querySelectorAll('td.lit').forEach((one) => one.classList.remove('lit', 'total'));
    for (const relation of tell(table, index)) {
      for (const [other] of relation.cells) {
        cells[other]?.classList.add('lit');
      }
      cells[relation.total]?.classList.add('total');
    }
  }

  // Arrow keys go to the nearest cell of the table in their direction; only one cell of a table is in the order of Tab.
  function move(event, cells, index) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const middle = (one) => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const from = middle(cells[index]);
    let best;
    for (const cell of cells) {
      const to = middle(cell);
      const along = (to[0] - from[0]) * step[0] + (to[1] - from[1]) * step[1];
      const aside = Math.abs((to[0] - from[0]) * step[1]) + Math.abs((to[1] - from[1]) * step[0]);
      if (along > 1 && (best === undefined || along + aside * 4 < best.far)) {
        best = { cell, far: along + aside * 4 };
      }
    }
    best?.cell.focus();
  }

  function show(table) {
    const cells = [];
    const drawn = make('table');
    const broken = new Set(table.relations.filter((one) => one.holds === false).flatMap((one) => one.cells.map(([cell]) => cell)));
    for (const line of table.lines) {
      const row = drawn.insertRow();
      for (const slot of line) {
        const made = make(slot.cell === undefined ? 'th' : 'td', { colSpan: slot.across, rowSpan: slot.down });
        row.append(made);
        if (slot.cell === undefined) {
          made.textContent = slot.label;
          continue;
        }
        const cell = table.cells[slot.cell];
        cells[slot.cell] = made;
        made.textContent = cell.place === null ? words.missing : cell.text;
        made.dataset.key = cell.key;
        made.tabIndex = slot.cell === 0 ? 0 : -1;
        made.classList.toggle('missing', cell.place === null);
        made.classList.toggle('broken', broken.has(slot.cell));
        if (cell.severity) {
          made.classList.add(cell.severity);
        }
        made.setAttribute('aria-label', `${cell.name} ${cell.text}${broken.has(slot.cell) ? ' ✗' : ''}`);
        made.addEventListener('focus', () => {
          cells.forEach((one) => { one.tabIndex = -1; });
          made.tabIndex = 0;
          light(table, cells, slot.cell);
          made.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        });
        const choose = () => { if (cell.place !== null) { go?.(cell.place); } };
        made.addEventListener('click', () => { made.focus(); choose(); });
        made.addEventListener('keydown', (event) => (event.key === 'Enter' ? choose() : move(event, cells, slot.cell)));
      }
    }
    return make('section', {}, make('h2', { textContent: table.name }), make('div', { className: 'scroll' }, drawn));
  }

  element.className = 'sheet';
  element.lang = sheet.locale;
  element.replaceChildren();
  for (const report of sheet.reports) {
    const wrong = report.findings.filter((one) => one.severity === 'error').length;
    const state = make('p', { className: wrong === 0 ? 'mark-right state' : 'mark-error state', textContent: wrong === 0 ? words.right : words.wrong(wrong) });
    element.append(make('h1', { textContent: report.title ?? '' }), state);
    element.append(make('ul', { className: 'findings' }, ...report.findings.map(finding)), ...report.tables.map(show));
  }
  if (sheet.reports.length === 0) {
    element.append(make('p', { textContent: words.none }));
  }
  element.append(about);
  if (focused !== undefined) {
    element.querySelector(`td[data-key="${focused}"]`)?.focus();
  }
}

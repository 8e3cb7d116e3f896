// A picture of a terminal: node terminal.mjs SCREEN PICTURE, where SCREEN is what `tmux capture-pane -e -p` printed.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.WORKBENCH_MODULES, 'x.js'));
const { chromium } = require('playwright-core');
const [screen, picture] = process.argv.slice(2);

const BASIC = ['#000', '#c4313a', '#3f8c3f', '#9a6f00', '#2f6fc4', '#8f4fa8', '#2a8a8a', '#d0d0d0',
  '#777', '#ff6b6b', '#6fcf6f', '#e6b94d', '#6fa8ff', '#d78fe6', '#5fd0d0', '#fff'];

/** What fills two cells. */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** A colour of the 256. */
function color(number) {
  if (number < 16) {
    return BASIC[number];
  }
  if (number > 231) {
    const grey = 8 + (number - 232) * 10;
    return `rgb(${grey},${grey},${grey})`;
  }
  const step = (part) => (part === 0 ? 0 : 55 + part * 40);
  const rest = number - 16;
  return `rgb(${step(Math.floor(rest / 36))},${step(Math.floor(rest / 6) % 6)},${step(rest % 6)})`;
}

/** The style after one escape sequence's numbers. */
function styled(style, numbers) {
  const next = { ...style };
  for (let at = 0; at < numbers.length; at += 1) {
    const number = numbers[at];
    if (number === 0) {
      Object.keys(next).forEach((key) => delete next[key]);
    } else if (number === 1) {
      next['font-weight'] = 'bold';
    } else if (number === 3) {
      next['font-style'] = 'italic';
    } else if (number === 4) {
      next['text-decoration'] = 'underline';
    } else if (number === 7) {
      next.reversed = true;
    } else if (number === 38 || number === 48) {
      const key = number === 38 ? 'color' : 'background';
      next[key] = numbers[at + 1] === 5 ? color(numbers[at + 2]) : `rgb(${numbers.slice(at + 2, at + 5)})`;
      at += numbers[at + 1] === 5 ? 2 : 4;
    } else if ((number >= 30 && number < 38) || (number >= 90 && number < 98)) {
      next.color = BASIC[number < 38 ? number - 30 : number - 82];
    } else if ((number >= 40 && number < 48) || (number >= 100 && number < 108)) {
      next.background = BASIC[number < 48 ? number - 40 : number - 92];
    } else if (number === 39) {
      delete next.color;
    } else if (number === 49) {
      delete next.background;
    }
  }
  return next;
}

function html(text) {
  let style = {};
  const escape = (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? char;
  // Every character in cells of its own, as a terminal has them: fonts do not agree with it about the width of some.
  const cells = (part) => [...part].map((char) => (char === '\n' ? char : `<i class="${WIDE.test(char) ? 'wide' : ''}">${escape(char)}</i>`)).join('');
  const span = (part) => {
    const { reversed, ...rest } = style;
    const shown = reversed ? { ...rest, color: rest.background ?? '#1e1e1e', background: rest.color ?? '#d4d4d4' } : rest;
    const css = Object.entries(shown).map(([key, value]) => `${key}:${value}`).join(';');
    return part === '' ? '' : `<span style="${css}">${cells(part)}</span>`;
  };
  return text.split('\x1b[').map((part, index) => {
    const end = index === 0 ? -1 : part.search(/[A-Za-z]/);
    if (end >= 0 && part[end] === 'm') {
      style = styled(style, part.slice(0, end).split(/[;:]/).map(Number));
    }
    return span(part.slice(end + 1));
  }).join('');
}

const style = `body { margin: 0; background: #1e1e1e }
  pre { display: inline-block; margin: 0; padding: 10px; color: #d4d4d4; font: 13px/19px 'DejaVu Sans Mono', monospace }
  i { display: inline-block; width: 8px; height: 19px; overflow: hidden; font-style: inherit; text-align: center; vertical-align: top }
  i.wide { width: 16px; font: 15px/19px 'Noto Sans Mono CJK SC' }`;
const page = `<style>${style}</style><pre>${html(fs.readFileSync(screen, 'utf8').trimEnd())}</pre>`;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: 1200, height: 800 } });
await tab.setContent(page);
await tab.locator('pre').screenshot({ path: picture });
await browser.close();

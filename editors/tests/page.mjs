// The tables of a report with a wrong total as one page: marked, explained, usable with the keyboard alone, in the dark too.
import assert from 'node:assert';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.WORKBENCH_MODULES, 'x.js'));
const { chromium } = require('playwright-core');
const shot = (page, name) => page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: ['--no-sandbox', '--disable-gpu'] });
for (const colorScheme of ['light', 'dark']) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 }, colorScheme });
  const troubles = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => troubles.push(message.text()));
  page.on('request', (request) => request.url().startsWith('file://') || troubles.push(request.url()));
  await page.goto(process.argv[2]);

  const cell = (key) => page.locator(`td[data-key="${key}"]`);
  const total = cell('requests.new.total');
  assert.match(await total.getAttribute('class'), /error/);
  assert.match(await page.locator('.state').textContent(), /1 处不符/);

  // With the keyboard alone: into the second table, and along its first row.
  await cell('requests.new.natural_person').focus();
  for (let turn = 0; turn < 6; turn += 1) {
    await page.keyboard.press('ArrowRight');
  }
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'requests.new.total');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.key), 'requests.carried_in.total');
  await page.keyboard.press('ArrowUp');

  const lit = await page.locator('td.lit').evaluateAll((cells) => cells.map((one) => one.dataset.key));
  for (const key of ['requests.new.natural_person', 'requests.new.total', 'requests.carried_in.total']) {
    assert.ok(lit.includes(key), `${key} is lit: ${lit}`);
  }
  const about = await page.locator('.about').textContent();
  assert.match(about, /486 = 454\+12\+0\+0\+0\+2 ✗/);
  assert.match(about, /486\+9 = 472\+5 ✗/);
  assert.match(about, /454件 第 4 行/);
  const [box, hidden] = [await total.boundingBox(), await page.locator('.about').boundingBox()];
  assert.ok(box.y >= 0 && box.y + box.height <= hidden.y, 'the cell is not behind what is said of it');
  const [ink, paper] = await total.evaluate((one) => [getComputedStyle(one).color, getComputedStyle(document.documentElement).backgroundColor]);
  assert.notEqual(ink, paper);
  assert.deepEqual(troubles, []);
  await shot(page, `ledger-${colorScheme}`);
  await page.close();
}
console.log('PASS the page of check --format html');
await browser.close();

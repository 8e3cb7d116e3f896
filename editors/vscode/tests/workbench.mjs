// The workbench in a browser: what the sessions of a person do in it.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.env.WORKBENCH_MODULES, 'x.js'));
const { chromium } = require('playwright-core');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** The status of a session whose browser is gone: nothing is known of the extension then. */
const BROWSER_DIED = 75;

export class Workbench {
  static async open(url, folder) {
    const workbench = new Workbench();
    workbench.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: flags });
    workbench.page = await workbench.browser.newPage({ viewport: { width: 1280, height: 800 } });
    workbench.page.setDefaultTimeout(30000);
    await workbench.page.goto(`${url}/?folder=${folder}`, { waitUntil: 'domcontentloaded' });
    await workbench.page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60000 });
    return workbench;
  }

  /** Waits for something that shows a text. */
  async sees(what, selector, text) {
    const found = text === undefined ? this.page.locator(selector) : this.page.locator(selector, { hasText: text });
    await found.first().waitFor();
    console.log(`ok ${what}`);
    return found.first();
  }

  async within(what, ask) {
    for (let turn = 0; turn < 600; turn += 1) {
      if (await ask()) {
        console.log(`ok ${what}`);
        return;
      }
      await this.page.waitForTimeout(50);
    }
    throw new Error(`not in time: ${what}`);
  }

  async shot(name, clip) {
    await this.page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), ...(clip && { clip }) });
  }

  keys(keys) {
    return this.page.keyboard.press(keys);
  }

  /** Chooses from the palette or, without `>`, a file or `:line:column`. */
  async palette(text) {
    const input = this.page.locator('.quick-input-widget input.input');
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text.replace(/^>/, '') }).first();
    for (let turn = 1; ; turn += 1) {
      await this.keys('F1');
      await input.waitFor();
      await input.fill(text);
      if (text.startsWith(':')) {
        await this.keys('Enter');
        return;
      }
      try {
        await row.click({ timeout: 5000 });
        return;
      } catch (error) {
        // A palette that was opened before the extensions were known does not learn of their commands.
        if (turn === 6) {
          throw error;
        }
        await this.keys('Escape');
      }
    }
  }

  async openFile(name) {
    await this.palette(name);
    await this.page.locator('.monaco-editor .view-line').first().waitFor();
  }

  /** Puts the cursor before a column of a line, both from 1. */
  async goTo(line, column = 1) {
    await this.palette(`:${line}:${column}`);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Replaces the first `length` characters of a line as a person does. */
  async typeOver(line, length, text) {
    await this.goTo(line);
    for (let turn = 0; turn < length; turn += 1) {
      await this.keys('Shift+ArrowRight');
    }
    await this.page.keyboard.type(text);
  }

  close() {
    return this.browser.close();
  }
}

/** Runs a session; a picture is made where it fails. */
export async function session(run) {
  const [url, folder] = process.argv.slice(2);
  const workbench = await Workbench.open(url, folder);
  try {
    await run(workbench);
  } catch (error) {
    console.log(`FAIL ${error}`);
    if (!workbench.browser.isConnected()) {
      process.exit(BROWSER_DIED);
    }
    await workbench.shot('failed');
    process.exitCode = 1;
  }
  await workbench.close();
}

export function read(name) {
  return fs.readFileSync(process.env[name], 'utf8');
}

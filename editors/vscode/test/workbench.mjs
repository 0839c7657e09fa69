// The extension in a real workbench: code-server, driven in a headless Chromium.
//
//   node test/workbench.mjs WEAKSPOT PROJECT SCREENSHOTS
//
// wants code-server and puppeteer-core in NODE_PATH's first directory, and weakspot.vsix beside
// package.json: `run` sees to all of it. PROJECT is what test/Server/Inputs/editors/project.py writes.

import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as os from 'node:os';

const [weakspot, project, screenshots] = process.argv.slice(2).map((p) => path.resolve(p));
const modules = (process.env.NODE_PATH ?? '').split(':')[0];
const require = createRequire(path.join(modules, 'x.js'));
const puppeteer = require('puppeteer-core');
const server = path.join(modules, 'code-server/out/node/entry.js');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'weakspot-workbench-'));
const port = 18000 + (process.pid % 1000);

const dirs = ['--user-data-dir', path.join(home, 'user'), '--extensions-dir', path.join(home, 'extensions')];
const vsix = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../weakspot.vsix');
const environment = { ...process.env, HOME: home };

function fail(why) {
  console.log(`FAILED: ${why}`);
  process.exitCode = 1;
}

const patience = 300000; // For a machine that has other things to do.

async function shoot(page, what) {
  await page.screenshot({ path: path.join(screenshots, `${what.replaceAll(' ', '-')}.png`) });
}

/** Until what is asked is so. */
async function until(page, what, test) {
  const end = Date.now() + patience;
  let holds = false;
  while (!holds && Date.now() < end) {
    holds = await test();
    await pause(300);
  }
  holds ? console.log(`seen: ${what}`) : fail(`never seen: ${what}`);
  await shoot(page, what);
  return holds;
}

const shows = (frame, text) => frame.evaluate((t) => document.body.innerText.includes(t), text);

/** Until the page shows the text. */
const see = (page, text, what) => until(page, what, () => shows(page, text));

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function press(page, ...keys) {
  for (const key of keys.slice(0, -1)) {
    await page.keyboard.down(key);
  }
  await page.keyboard.press(keys.at(-1));
  for (const key of keys.slice(0, -1).reverse()) {
    await page.keyboard.up(key);
  }
  await pause(300);
}

async function command(page, text) {
  await press(page, 'F1');
  await page.keyboard.type(text, { delay: 20 });
  await pause(700);
  await press(page, 'Enter');
}

/** From the tree of files: there is no list that appears while one types. */
async function open(page, name, line) {
  const rows = '.explorer-folders-view .monaco-list-row';
  const row = (n, r) => [...document.querySelectorAll(r)].find((e) => e.textContent.trim().startsWith(n));
  const end = Date.now() + patience;
  for (let isOpen = false; !isOpen; ) {
    if (Date.now() > end) {
      return fail(`${name} cannot be opened`);
    }
    const handle = await page.evaluateHandle(row, name, rows);
    await handle.asElement()?.click({ count: 2, delay: 50 });
    await pause(1000);
    isOpen = await page.evaluate(
      (n) => [...document.querySelectorAll('.tab.active')].some((e) => e.textContent.includes(n)), name);
  }
  await press(page, 'Control', 'g');
  await page.keyboard.type(`${line}`, { delay: 20 });
  await pause(700);
  await press(page, 'Enter');
}

/** The report is in a frame within a frame, of another origin. */
async function anyFrame(page, test) {
  for (const frame of page.frames()) {
    try {
      if (await frame.evaluate(test)) {
        return true;
      }
    } catch {
      // One that is just being made or thrown away.
    }
  }
  return false;
}

function drawsTheRing() {
  const explorer = document.querySelector('.explorer')?.explorer;
  return explorer?.cy.nodes('.ring').length === 2 && document.body.innerText.includes('own each other');
}

async function drive(page) {
  page.setDefaultTimeout(patience);
  await page.goto(`http://127.0.0.1:${port}/?folder=${encodeURIComponent(project)}`);
  await page.waitForSelector('.monaco-workbench', { timeout: patience });
  await open(page, 'main.cpp', 6);
  await command(page, 'View: Focus Problems');
  await see(page, 'own each other', 'the diagnostic');
  await see(page, 'weakspot-shared-ptr-cycle', 'its check');
  await see(page, "'Child::parent' owns 'Parent'", 'a related place');
  await open(page, 'node.h', 9);
  await see(page, 'in 1 ownership cycle', 'the lens');
  await see(page, 'Weakspot 1', 'the item in the status bar');
  await command(page, 'Weakspot: Show the Report');
  await until(page, 'the graph in the report', () => anyFrame(page, drawsTheRing));
  await open(page, 'main.cpp', 6);
  // A fix is offered when it has been checked.
  await until(page, 'the quick fix', async () => {
    await press(page, 'Control', '.');
    await pause(1000);
    const isThere = await shows(page, 'becomes a std::weak_ptr');
    if (!isThere) {
      await press(page, 'Escape');
    }
    return isThere;
  });
  await press(page, 'Enter');
  await pause(2000);
  await command(page, 'File: Save All');
  await see(page, 'Weakspot 0', 'that nothing is left');
  const fixed = fs.readFileSync(path.join(project, 'node.h'), 'utf8').includes('std::weak_ptr<Parent> parent');
  fixed ? console.log('seen: the fix in the file') : fail('the fix is not in the file');
}

fs.mkdirSync(path.join(home, 'user/User'), { recursive: true });
fs.mkdirSync(screenshots, { recursive: true });
fs.writeFileSync(
  path.join(home, 'user/User/settings.json'),
  JSON.stringify({
    'weakspot.path': weakspot,
    'workbench.startupEditor': 'none',
    'security.workspace.trust.enabled': false,
    'window.menuBarVisibility': 'hidden',
    'problems.autoReveal': true,
  }),
);
const installed = spawnSync(process.execPath, [server, ...dirs, '--install-extension', vsix], { env: environment, encoding: 'utf8' });
console.log(installed.stdout.trim().split('\n').at(-1));
const code = spawn(
  process.execPath,
  [server, ...dirs, '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust', project],
  { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
);
let log = '';
code.stdout.on('data', (d) => (log += d));
code.stderr.on('data', (d) => (log += d));
for (let i = 0; i < 300 && !log.includes('HTTP server listening'); ++i) {
  await pause(200);
}
const browser = await puppeteer.launch({
  protocolTimeout: patience,
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--window-size=1500,1000'],
  defaultViewport: { width: 1500, height: 1000 },
});
try {
  await drive(await browser.newPage());
} catch (e) {
  fail(String(e));
}
if (process.exitCode) {
  console.log(log.slice(-2000));
}
await browser.close();
code.kill();
fs.rmSync(home, { recursive: true, force: true });

import * as fs from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, when there is one; the variable CHROMIUM names one that has no usual place. */
export const chromiumPath = [process.env.CHROMIUM, ...places].find((file) => file && fs.existsSync(file));

/** Starts it without a window, and without what it would tell and ask its maker. */
export function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error('There is no Chromium here; CHROMIUM names one that has no usual place.');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: chromiumPath, args: [...args, ...quiet] });
}

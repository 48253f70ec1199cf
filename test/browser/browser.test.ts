import { chromiumPath } from '../support/chromium';
import { accounts } from './accounts';
import { appearance } from './appearance';
import { BrowserFixture } from './browser-fixture';
import { extras } from './extras';
import { fc3 } from './fc3';
import { large } from './large';
import { network } from './network';
import { todomvc } from './todomvc';

if (chromiumPath || process.env.CI === 'true') {
  jest.setTimeout(60_000); // a busy machine takes its time to start a process for every call
  let fixture: BrowserFixture;
  beforeAll(async () => {
    if (!chromiumPath)
      throw new Error('The browser tests need a Chromium; CHROMIUM names it when it has no usual place.');
    fixture = await BrowserFixture.start();
  });
  afterEach(() => fixture.clear());
  afterAll(() => fixture?.close());
  const get = () => fixture;

  describe('the TodoMVC specification', () => todomvc(get));
  describe('beyond the specification', () => extras(get));
  describe('accounts', () => accounts(get));
  describe('the network', () => network(get));
  describe('the appearance', () => appearance(get));
  describe('a large list', () => large(get));
  describe('Function Compute 3.0', fc3);
} else {
  test('the browser tests need a Chromium, and there is none here', () => {
    console.warn('No Chromium was found: the browser tests did not run. CHROMIUM names one that has no usual place.');
  });
}

import { chromiumPath } from '../support/chromium';
import { accounts } from './accounts';
import { appearance } from './appearance';
import { Stage } from './browser-fixture';
import { beyond } from './extras';
import { fc3 } from './fc3';
import { large } from './large';
import { network } from './network';
import { todomvc } from './todomvc';

if (chromiumPath || process.env.CI === 'true') {
  jest.setTimeout(60_000); // a busy machine takes its time to start a process for every call
  let stage: Stage;
  beforeAll(async () => {
    if (!chromiumPath)
      throw new Error('The browser tests need a Chromium; CHROMIUM names it when it has no usual place.');
    stage = await Stage.start();
  });
  afterEach(() => stage.clear());
  afterAll(() => stage?.close());
  const get = () => stage;

  describe('the TodoMVC specification', () => todomvc(get));
  describe('beyond the specification', () => beyond(get));
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

import { Freshness } from '../../../src/web/sync/freshness';

/** A clock, which can be set, and timers, which fire while time passes, whatever the clock says. */
class Clock {
  now = 1_000_000;
  #passed = 0;
  #timers = new Set<{ at: number; work(): void }>();

  readonly after = (milliseconds: number, work: () => void) => {
    const timer = { at: this.#passed + milliseconds, work };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  async pass(seconds: number): Promise<void> {
    await settle();
    const end = this.#passed + seconds * 1000;
    for (;;) {
      const due = Array.from(this.#timers).filter(({ at }) => at <= end);
      const next = due.sort((a, b) => a.at - b.at)[0];
      this.#moveTo(next?.at ?? end);
      if (!next) return;
      this.#timers.delete(next);
      next.work();
      await settle();
    }
  }

  #moveTo(passed: number): void {
    this.now += passed - this.#passed;
    this.#passed = passed;
  }
}

/** Lets all that waits for nothing but promises go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function open(answer: () => Promise<unknown> = async () => undefined) {
  const clock = new Clock();
  const asked: number[] = [];
  const start = clock.now;
  const ask = () => {
    asked.push(Math.round((clock.now - start) / 1000));
    return answer();
  };
  const freshness = new Freshness({ ask, clock: () => clock.now, after: clock.after });
  freshness.begin(true);
  return { clock, asked, freshness };
}

test('A page that is used asks every 20 seconds, an idle one every minute, and one that is forgotten every five minutes', async () => {
  const { clock, asked } = open();
  await clock.pass(15 * 60 + 600);
  const gaps = asked.map((at, index) => at - (asked[index - 1] ?? 0));
  expect(gaps).toEqual([...Array(6).fill(20), ...Array(13).fill(60), 300, 300]);
});

test('A page that is used again asks soon, also after a long time', async () => {
  const { clock, asked, freshness } = open();
  await clock.pass(16 * 60);
  const before = asked.length;
  freshness.use();
  await clock.pass(20);
  expect(asked.length).toBeGreaterThan(before);
});

test('A hidden or offline page asks nothing, and at once when it is back', async () => {
  const { clock, asked, freshness } = open();
  freshness.setAwake(false);
  await clock.pass(3600);
  freshness.comeBack();
  freshness.changedElsewhere();
  expect(asked).toEqual([]);
  freshness.setAwake(true);
  expect(asked).toEqual([3600]);
  await clock.pass(20);
  expect(asked).toEqual([3600, 3620]);
});

test('Never two questions are on their way at once; what changed meanwhile is asked for after the answer', async () => {
  let answer = () => {};
  const { clock, asked, freshness } = open(() => new Promise<void>((resolve) => (answer = resolve)));
  freshness.comeBack();
  freshness.comeBack();
  freshness.setAwake(false);
  freshness.setAwake(true);
  await clock.pass(120);
  expect(asked).toEqual([0]);
  freshness.changedElsewhere();
  answer();
  await settle();
  expect(asked).toEqual([0, 120]);
  answer();
  await settle();
  await clock.pass(60);
  expect(asked).toHaveLength(3);
});

test('After failures the page asks ever more rarely, up to five minutes, and as before after a success', async () => {
  let fails = true;
  const { clock, asked, freshness } = open(async () => {
    if (fails) throw new Error('no answer');
  });
  freshness.comeBack();
  for (let second = 0; second < 1000; second += 10) {
    freshness.use();
    await clock.pass(10);
  }
  expect(asked).toEqual([0, 40, 120, 280, 580, 880]);
  fails = false;
  freshness.comeBack();
  await settle();
  await clock.pass(20);
  expect(asked.slice(-2)).toEqual([1000, 1020]);
});

test('A clock that jumps neither stops the questions nor makes a storm of them', async () => {
  const { clock, asked } = open();
  clock.now -= 86_400_000;
  await clock.pass(600);
  expect(asked.length).toBeGreaterThan(1);
  const before = asked.length;
  clock.now += 86_400_000;
  await clock.pass(60);
  expect(asked.length - before).toBeLessThan(5);
});

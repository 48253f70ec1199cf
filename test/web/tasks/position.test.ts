import fc from 'fast-check';
import { timeOfUlid, ulidOf, ulidPattern } from '../../../src/shared/ulid';
import { byPosition, move, orderAtEnd, type Place, positionOf } from '../../../src/web/tasks/position';

const random = () => crypto.getRandomValues(new Uint8Array(16));

/** The list after a move, sorted as the page sorts it. */
function after(list: readonly Place[], moves: readonly Place[]): string[] {
  const moved = new Map(moves.map((place) => [place.id, place]));
  return list
    .map((place) => moved.get(place.id) ?? place)
    .sort(byPosition)
    .map((place) => place.id);
}

const places = fc
  .uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1 }),
      position: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true, min: -1e12, max: 1e12 })),
    }),
    {
      selector: (place) => place.id,
      minLength: 2,
      maxLength: 20,
    },
  )
  .map((list) => list.sort(byPosition));

test('a move brings the task to the index it was asked for, and leaves the others in their order', () => {
  fc.assert(
    fc.property(places, fc.nat(), fc.nat(), (list, a, b) => {
      const [from, to] = [a % list.length, b % list.length];
      const expected = list.map((place) => place.id).filter((_, index) => index !== from);
      expected.splice(to, 0, list[from]!.id);
      expect(after(list, move(list, from, to))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test('a move changes one task, as long as its new neighbours leave room', () => {
  const list = [0, 1000, 2000, 3000].map((position, index) => ({ id: `t${index}`, position }));
  expect(move(list, 3, 1)).toEqual([{ id: 't3', position: 500 }]);
  expect(move(list, 0, 3)).toEqual([{ id: 't0', position: 3001 }]);
  expect(move(list, 2, 0)).toEqual([{ id: 't2', position: -1000 }]);
  expect(move(list, 1, 1)).toEqual([]);
  expect(move(list, 1, 9)).toEqual([]);
});

test('a task can be moved between the same two for ever: when the numbers run out, the neighbours make room', () => {
  let list = [0, 1, 2, 3].map((position, index) => ({ id: `t${index}`, position }));
  for (let i = 0; i < 200; i++) {
    const moves = new Map(move(list, 3, 1).map((place) => [place.id, place]));
    const expected = [list[0], list[3], list[1], list[2]].map((place) => place!.id);
    list = list.map((place) => moves.get(place.id) ?? place).sort(byPosition);
    expect(list.map((place) => place.id)).toEqual(expected);
  }
});

test('an untouched list is in order of creation, and a new task comes last even after one that was moved far down', () => {
  const [first, second] = [ulidOf(1_800_000_000_000, random()), ulidOf(1_800_000_000_001, random())];
  const at = (id: string) => ({ id, position: positionOf({ id, order: null, createdAt: '' }) });
  expect([at(second), at(first)].sort(byPosition).map((place) => place.id)).toEqual([first, second]);
  expect(orderAtEnd(second, '2027-01-15T08:00:00.001Z', at(first))).toBeNull();
  expect(orderAtEnd(second, '2027-01-15T08:00:00.001Z', { id: first, position: 9e15 })).toBe(9e15 + 1);
});

test('An id carries its time, in the 26 letters of a ULID', () => {
  const id = ulidOf(1_700_000_000_123, random());
  expect(id).toMatch(ulidPattern);
  expect(timeOfUlid(id)).toBe(1_700_000_000_123);
  expect(timeOfUlid('not a ulid')).toBeUndefined();
});

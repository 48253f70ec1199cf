import { cut, isBlank, lengthOf, trimmed } from '../../src/shared/text';

test('A text of white space, controls and invisible characters is blank, and no other is', () => {
  for (const text of ['', ' \t\n', '\u3000', '\u200b\u2060\ufeff', '\u00ad', '\u3164', '\u2800', '\u0000', '\ufe0f']) {
    expect([text, isBlank(text), trimmed(text)]).toEqual([text, true, '']);
  }
  for (const text of ['a', '。', '\u200b1', '👩‍👩‍👧', '\u0301', '-'])
    expect([text, isBlank(text)]).toEqual([text, false]);
  expect(trimmed(' 买 牛奶\u3000')).toBe('买 牛奶');
});

test('Lengths count code points, and a cut text holds no half of a character', () => {
  expect(lengthOf('😀a')).toBe(2);
  expect([cut('😀😀', 1), cut('abc', 3)]).toEqual(['😀', 'abc']);
});

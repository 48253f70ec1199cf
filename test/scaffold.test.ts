test('the template is there', () => {
  expect(require('fs').existsSync('template.yml')).toBe(true);
});

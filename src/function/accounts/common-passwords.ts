/** Words that common passwords consist of, alone or with a few digits and signs around them. */
const words = new Set(
  `
password passwort passwd qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm iloveyou ilovey admin
administrator welcome letmein sunshine princess football baseball basketball dragon monkey master shadow
superman batman michael jessica jennifer ashley charlie jordan hunter trustno freedom whatever starwars computer
internet samsung google facebook secret login guest default changeme change access hello summer winter spring
autumn monday friday january december liverpool chelsea arsenal barcelona corvette mustang ferrari mercedes
porsche yamaha kawasaki harley cheese pepper ginger cookie chocolate banana orange purple butterfly flower
rainbow angel babygirl lovely loveme lovers forever family mother father daniel thomas robert matthew andrew
joshua nicole amanda michelle victoria elizabeth alexander christian pokemon naruto minecraft fortnite killer
soccer hockey tigger pussy fuckyou asshole bitch qazwsx qazwsxedc abcd abcdef test testing tester root toor pass
user username money jesus blessed snoopy maverick phoenix cowboy thunder diamond silver golden tiger eagle
falcon wizard magic gateway matrix scorpion woaini woaiwojia wodemima mima nihao zhongguo beijing shanghai aini
caonima zhangwei wangwei liwei taobao alibaba aliyun weixin tencent qqqq todolist todo
  `.split(/\s+/),
);

/** Common passwords that are no word and no simple row of characters. */
const others = new Set(
  `
1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc qwer1234 1234qwer asdf1234 q1w2e3r4 q1w2e3r4t5 zaq12wsx zaq1zaq1
qwe123qwe a1b2c3d4 abcd1234 abc12345 a123456789 a12345678 123456789a 12345678a aa123456 aa12345678 123456aa
qq123456 q123456789 w123456789 5201314520 52013145 13145201314 1314520520 1314521 11223344 1122334455
112233445566 12341234 123123123 123321123 12121212 987654321 147258369 147852369 159753456 741852963 963852741
789456123 456789123 31415926 3141592653 88888888 66668888 00000000 19491001 1111aaaa 1a2b3c4d pa55word p455w0rd
25802580 14725836 10203040 01234567 0123456789 1234567890 12344321 123454321 1234554321 123456654321 qwertyui
asdfasdf qwerqwer zxczxczxc qweasdzxc qweasd123 asd123456 zxc123456 woaini1314 woaini520 woaini521 abc123456
  `.split(/\s+/),
);

/** Rows of characters that fingers and minds run along. */
const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qazwsxedcrfvtgb'];

/**
 * Whether a password is among those that guessers try first: frequent in published leaks, made of a frequent word with
 * something around it, of one short piece repeated, of a row of neighbours, or of the user name.
 */
export function isCommon(password: string, username: string): boolean {
  const text = password.normalize('NFKC').toLowerCase();
  const name = username.normalize('NFKC').toLowerCase();
  if (others.has(text) || isRepetition(text) || isRow(text)) return true;
  return [text, withoutLeet(text)].map(core).some((word) => words.has(word) || word === core(name)) || text === name;
}

/** The letters between what is put before and after them. */
function core(text: string): string {
  const letters = text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return text.length - letters.length <= 5 && letters !== '' ? letters : text;
}

/** Undoes the usual signs for letters: `p@ssw0rd`. */
function withoutLeet(text: string): string {
  const letters: Record<string, string> = {
    '@': 'a',
    '4': 'a',
    '3': 'e',
    '1': 'i',
    '!': 'i',
    '0': 'o',
    $: 's',
    '5': 's',
  };
  const end = /[\d!]*$/.exec(text)?.index ?? text.length;
  return text.slice(0, end).replace(/[@431!0$5]/g, (sign) => letters[sign] as string) + text.slice(end);
}

/** One piece of up to four characters over and over, as in `abcabcabc`. */
function isRepetition(text: string): boolean {
  return /^(.{1,4}?)\1+.{0,3}$/u.test(text) && new Set(Array.from(text)).size <= 4;
}

function isRow(text: string): boolean {
  const backwards = Array.from(text).reverse().join('');
  return rows.some((row) => (row + row).includes(text) || (row + row).includes(backwards));
}

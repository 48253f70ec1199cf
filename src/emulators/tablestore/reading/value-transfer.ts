import { invalid } from '../errors';
import { limits } from '../limits';
import type { Value } from '../model/value';

/** The value that a filter compares instead of a column's; undefined when the expression matches nothing in it. */
export type Transfer = (value: Value) => Value | undefined;

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

function toInteger(text: string): Value | undefined {
  if (!/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= int64.min && value <= int64.max ? { type: 'INTEGER', value } : undefined;
}

function toDouble(text: string): Value | undefined {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) ? undefined : { type: 'DOUBLE', value };
}

function toText(text: string): Value {
  return { type: 'STRING', value: Buffer.from(text, 'latin1') };
}

/** By the numbers of types in PlainBuffer; no type is a string. */
const casts = new Map<number | undefined, (text: string) => Value | undefined>([
  [undefined, toText],
  [0, toInteger],
  [1, toDouble],
  [3, toText],
]);

function compile(regex: string): RegExp {
  if (regex.length === 0 || regex.length > limits.regexLength) {
    throw invalid(`The length of a regular expression must be in range: [1, ${limits.regexLength}].`);
  }
  if (!/^[\0-\x7f]*$/.test(regex)) throw invalid(`Invalid regular expression: ${regex}. It must be ASCII.`);
  try {
    return new RegExp(regex);
  } catch {
    throw invalid(`Invalid regular expression: ${regex}.`);
  }
}

/**
 * The rule of the SDKs' regular-expression filters (documentation: ValueTransferRule): the first match of the expression
 * in a string or, when the expression has parentheses, the match of the first of them, as a value of the given type. The
 * expression is matched byte by byte.
 * @throws OtsError OTSParameterInvalid
 */
export function parseTransfer({ regex, castType }: { regex: string; castType?: number }): Transfer {
  const expression = compile(regex);
  const cast = casts.get(castType);
  if (!cast) throw invalid(`Invalid cast type: ${castType}. It can be VT_INTEGER, VT_DOUBLE or VT_STRING.`);
  return (value) => {
    if (value.type !== 'STRING') return undefined;
    const match = expression.exec(value.value.toString('latin1'));
    const found = match && (match.length > 1 ? match[1] : match[0]);
    return typeof found === 'string' ? cast(found) : undefined;
  };
}

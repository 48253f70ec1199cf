import { isWorkdays, type RepeatParts } from '../tasks/repeat-words';

const units = { day: '天', week: '周', month: '个月', year: '年' };
const numerals = ['', '一', '二', '三', '四'];

/** A rule of repeats in words: `每 2 周的周一、周五`, `每月 31 日，还有 5 次`. */
export function repeatText(parts: RepeatParts): string {
  const { unit, interval, afterCompletion, until, count } = parts;
  const days = afterCompletion ? '' : daysOf(parts);
  let text = interval === 1 ? `每${unit === 'month' ? '月' : units[unit]}` : `每 ${interval} ${units[unit]}`;
  if (unit === 'week' && interval === 1 && days) text = isWorkdays(parts) ? '每个工作日' : `每${days}`;
  else if (days) text += interval === 1 ? days : `的${days}`;
  if (afterCompletion) text = `完成 ${interval} ${units[unit]}后`;
  if (until) text += `，到 ${until.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1 年 $2 月 $3 日')}`;
  return count ? `${text}，还有 ${count} 次` : text;
}

function daysOf(parts: RepeatParts): string {
  const { days, nth, monthDay } = parts;
  if (isWorkdays(parts)) return '工作日';
  if (monthDay !== undefined) return monthDay < 0 ? '最后一天' : ` ${monthDay} 日`;
  const names = days.map((day) => `周${'一二三四五六日'[day]}`).join('、');
  return nth === undefined ? names : `${nth < 0 ? '最后一个' : `第${numerals[nth]}个`}${names}`;
}

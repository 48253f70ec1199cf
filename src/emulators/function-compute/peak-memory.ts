import { readFileSync } from 'node:fs';

/** The largest resident memory that a process had so far, in MiB; 0 where the system does not tell (it is Linux's). */
export function residentMemory(pid: number): number {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return peak ? Number(peak[1]) / 1024 : 0;
  } catch {
    return 0;
  }
}

import { readFileSync } from 'node:fs';

/** The peak resident memory of a process in MiB; 0 on systems other than Linux. */
export function residentMemory(pid: number): number {
  try {
    const peak = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return peak ? Number(peak[1]) / 1024 : 0;
  } catch {
    return 0;
  }
}

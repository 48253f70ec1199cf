/** One measured figure: the median of its samples with their spread, or a single value. */
export interface Figure {
  name: string;
  unit: string;
  median: number;
  min: number;
  max: number;
  samples: number;
}

export interface Benchmark {
  name: string;
  run(): Promise<Figure[]>;
}

/** The figure of some samples. */
export function figure(name: string, unit: string, samples: readonly number[]): Figure {
  if (samples.length === 0) throw new RangeError(`${name} has no samples`);
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    name,
    unit,
    median: sorted[Math.floor(sorted.length / 2)]!,
    min: sorted[0]!,
    max: sorted[sorted.length - 1]!,
    samples: sorted.length,
  };
}

/** The figures as a table in Markdown. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, median, min, max, samples }) => {
    const spread = samples > 1 ? `${round(min)}–${round(max)}` : '';
    return `| ${name} | ${round(median)} ${unit} | ${spread} | ${samples} |`;
  });
  return ['| figure | median | spread | samples |', '| --- | ---: | ---: | ---: |', ...rows].join('\n');
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

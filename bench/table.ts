import type { Result, Task } from './measure.ts'

const columns = ['task', 'at once', 'server', 'requests/s', 'Purser is', 'latency', 'CPU/request', 'rows/request']

/** Results as lines of text, one for each contender; on those of the bare ones stands how Purser compares with them. */
export function toTable(results: readonly Result[]): string[] {
  const lines = [columns, ...results.map((result) => toCells(result, results))]
  const widths = columns.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)))
  return lines.map((cells) =>
    cells
      .map((cell, column) => (column === 0 || column === 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
}

function toCells(result: Result, all: readonly Result[]): string[] {
  const { task, concurrency, contender, median } = result
  const purser = all.find((other) => other.contender.kind === 'purser' && other.task === task && other.concurrency === concurrency)
  const ratio = purser && purser !== result ? `${(purser.median.requestsPerSecond / median.requestsPerSecond).toFixed(2)} x` : ''
  return [
    task.name,
    String(concurrency),
    contender.name,
    median.requestsPerSecond.toFixed(0),
    ratio,
    `${median.latencyMs.toFixed(2)} ms`,
    `${median.cpuMicros.toFixed(0)} µs`,
    contender.countsRows ? median.rows.toFixed(2) : 'unknown',
  ]
}

/** How much longer an addition to the large group takes than one to the small group, by server. */
export function groupRatios(results: readonly Result[], small: Task, large: Task): string[] {
  return results
    .filter(({ task }) => task === large)
    .map(({ contender, concurrency, median: { latencyMs } }) => {
      const smaller = results.find((other) => other.task === small && other.contender === contender && other.concurrency === concurrency)
      const ratio = latencyMs / (smaller?.median.latencyMs ?? NaN)
      return `${contender.name}, ${concurrency} at once: ${ratio.toFixed(2)} x`
    })
}

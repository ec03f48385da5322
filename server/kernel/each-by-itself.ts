/** Runs tasks one after another, each whatever became of those before it. Throws what failed, once all have run. */
export async function eachByItself(tasks: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const task of tasks) {
    try {
      await task()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `${failures.length} of ${tasks.length} tasks failed`)
}

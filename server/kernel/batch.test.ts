import { expect, test, vi } from 'vitest'
import { Batch } from './batch.ts'

test('what is added in one go is written together', async () => {
  const written: number[][] = []
  const batch = new Batch<number>(
    async (items) => void written.push(items),
    () => {},
  )
  for (const item of [1, 2, 3]) batch.add(item)
  await batch.flush()
  expect(written).toEqual([[1, 2, 3]])
})

test('what is added is written by itself, soon', async () => {
  const write = vi.fn<(items: number[]) => Promise<void>>(async () => {})
  new Batch<number>(write, () => {}).add(1)
  await vi.waitFor(() => expect(write).toHaveBeenCalledWith([1]), 2_000)
})

test('a failure is reported, and what comes after it is written', async () => {
  const failures: unknown[] = []
  const written: number[][] = []
  const batch = new Batch<number>(
    async (items) => {
      if (items.includes(1)) throw new Error('the database is away')
      written.push(items)
    },
    (error) => failures.push(error),
  )
  batch.add(1)
  await batch.flush()
  batch.add(2)
  await batch.flush()
  expect(failures).toHaveLength(1)
  expect(written).toEqual([[2]])
})

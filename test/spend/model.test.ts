import { afterAll, beforeAll, describe, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { expectModelsAnswers, Stage } from './play.ts'

const seed = Number(process.env['SPEND_SEED'] ?? Date.now() % 1_000_000_000)

describe.each(databases)('on %s', (database) => {
  const stage = new Stage()
  beforeAll(() => stage.open(database))
  afterAll(() => stage.close())

  test(`whatever happens in whatever order, every answer is the model's (SPEND_SEED=${seed})`, async () => {
    await expectModelsAnswers(stage, 40, { seed, numRuns: database === 'sqlite' ? 4 : 2, endOnFailure: true })
  })
})

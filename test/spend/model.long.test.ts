import { afterAll, beforeAll, describe, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { expectModelsAnswers, Stage } from './play.ts'

const seed = Number(process.env['SPEND_SEED'] ?? Date.now() % 1_000_000_000)

describe.each(databases)('for long, on %s', (database) => {
  const stage = new Stage()
  beforeAll(() => stage.open(database))
  afterAll(() => stage.close())

  test(`every answer is the model's (SPEND_SEED=${seed})`, async () => {
    await expectModelsAnswers(stage, 200, { seed, numRuns: 40, endOnFailure: false })
  })
})

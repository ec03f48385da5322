import { describe, expect, test } from 'vitest'
import { courseOf, ratioOf, toAmount, toMicros } from './course.ts'

const days = ['2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', '2026-11-03T00:00:00Z']

describe('the course of a period', () => {
  test('sums exactly what floating point would not', () => {
    const course = courseOf(days, ['0.1', '0.2', '0'], '0', Date.parse('2026-11-03T12:00:00Z'))
    expect(course.map(({ soFar }) => soFar)).toEqual(['0.100000', '0.300000', '0.300000'])
  })

  test('says nothing of days that are still to come', () => {
    const course = courseOf(days, ['1', '0', '0'], '0', Date.parse('2026-11-02T00:00:00Z'))
    expect(course.map(({ soFar }) => soFar)).toEqual(['1.000000', '1.000000', undefined])
  })

  test('begins with what counts in the period and was spent outside it', () => {
    expect(courseOf(days, ['1'], '2.5', Date.parse(days[2] ?? '')).map(({ soFar }) => soFar)).toEqual(['3.500000', '3.500000', '3.500000'])
  })

  test.each(['0.000000', '12.500000', '-0.000001', '-3.250000', '9007199254740993.000001'])('%s comes back as it was', (amount) => {
    expect(toAmount(toMicros(amount))).toBe(amount)
  })

  test('is no part of a whole that is nothing', () => {
    expect([ratioOf('1', '0'), ratioOf('1', '4')]).toEqual([0, 0.25])
  })
})

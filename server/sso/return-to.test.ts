import { describe, expect, test } from 'vitest'
import { parseReturnTo } from './return-to.ts'

describe.each(['https://purser.example', 'https://example.com/purser'])('where a browser goes after a sign-in at %s', (publicUrl) => {
  test.each<[sent: unknown, because: string]>([
    ['https://evil.example/', 'another origin'],
    ['//evil.example/', 'another host of the same scheme'],
    ['/\\evil.example/', 'a backslash, which browsers take for a slash'],
    ['/\t/evil.example', 'a tab, which browsers pass over'],
    ['/.//evil.example', 'a dot segment, without which it is another host'],
    ['/x/..//evil.example', 'a segment that is taken back'],
    ['/%2e//evil.example', 'a dot in its other spelling'],
    ['/x/%2E%2e//evil.example', 'two of them'],
    ['/./..//\t/evil.example', 'several of these at once'],
    ['javascript:alert(1)', 'a script'],
    ['directory', 'no path'],
    [`/${'x'.repeat(2_000)}`, 'too long'],
    [['/a', '/b'], 'two'],
  ])('never to %j: %s', (sent) => expect(() => parseReturnTo(sent, publicUrl)).toThrow('return_to is a path of this server'))

  test.each([
    ['/directory', '/directory'],
    ['/directory?tab=users#first', '/directory?tab=users#first'],
    ['/a/../b', '/b'],
    ['/a//b', '/a//b'],
    ['/?next=//evil.example', '/?next=//evil.example'],
  ])('%j leads to %j', (sent, path) => expect(parseReturnTo(sent, publicUrl)).toBe(path))

  test('nothing leads home', () =>
    expect([parseReturnTo(undefined, publicUrl), parseReturnTo('', publicUrl)]).toEqual([home(publicUrl), home(publicUrl)]))
})

const home = (publicUrl: string) => new URL(`${publicUrl}/`).pathname

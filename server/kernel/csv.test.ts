import { expect, test } from 'vitest'
import { toLines } from './csv.ts'

test.each<[text: string | null, line: string, because: string]>([
  ['=1+1', `'=1+1\r\n`, 'a formula'],
  ['+1', `'+1\r\n`, 'a formula of another sign'],
  ['-1+cmd|calc', `'-1+cmd|calc\r\n`, 'a formula of another sign'],
  ['@SUM(A1)', `'@SUM(A1)\r\n`, 'a function'],
  ['＝1＋1', `'＝1＋1\r\n`, 'a wide sign, which some take for the other'],
  ['\t=1', `'\t'=1\r\n`, 'what a spreadsheet trims first'],
  ['\r=1', `"'\r'=1"\r\n`, 'what a spreadsheet trims first'],
  ['\n1', `"'\n1"\r\n`, 'what a spreadsheet trims first'],
  [' =1', `' =1\r\n`, 'a space, which some trim'],
  ['a=b', 'a=b\r\n', 'a sign within'],
  ['ada;=1+1', `ada;'=1+1\r\n`, 'a semicolon parts cells where a comma parts decimals, as in French'],
  ['Eng; @SUM(A1)', `Eng;' @SUM(A1)\r\n`, 'likewise after a space'],
  ['a\n=1', `"a\n'=1"\r\n`, 'a line begins a row where quotes are passed over'],
  ['one; two', 'one; two\r\n', 'a semicolon before a word'],
  ['say "hi", he', '"say ""hi"", he"\r\n', 'quotes are doubled (RFC 4180)'],
  [null, '\r\n', 'nothing'],
])('the text %j is %j in CSV: %s', (text, line, _because) => expect(toLines([[{ text }, 1]])).toBe(line.replace(/\r\n$/, ',1\r\n')))

test('what is ours is written as it is: an amount below zero, a hash that begins with a hyphen, nothing', () => {
  expect(toLines([['-2.50', -1, true, null, '-aB3_9'], ['x']])).toBe('-2.50,-1,true,,-aB3_9\r\nx\r\n')
})

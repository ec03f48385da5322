import { InvalidArgumentError } from 'commander'
import { EmailField, NameField } from '../kernel/fields.ts'

// What the command line takes is what the API takes. Each throws InvalidArgumentError, which commander tells with the argument's name.

export function parseName(text: string): string {
  const { success, data } = NameField.safeParse(text)
  if (!success) throw new InvalidArgumentError('A name has 1 to 200 characters.')
  return data
}

export function parseEmail(text: string): string {
  const { success, data } = EmailField.safeParse(text)
  if (!success) throw new InvalidArgumentError('Not an e-mail address: write it as ada@example.com.')
  return data
}

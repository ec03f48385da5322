import { z } from 'zod'
import { parseMicros, type Micros } from './money.ts'
import { refusal, type Refusal } from './refusal.ts'

const amountRefused = refusal({ code: 'amount-invalid', status: 422, title: 'Not an amount' })

/** Money as a client sends it. What is no text reaches `requireAmount` all the same, so that it is refused for what it is. */
export const AmountText = z
  .unknown()
  .refine((sent) => sent !== undefined, 'an amount is needed')
  .meta({
    type: 'string',
    pattern: String.raw`^\d{1,10}(\.\d{1,6})?$`,
    description: 'A decimal string in major units, with six digits after the point at most.',
  })

/** Refuses: amount-invalid. `pointer` says where in the body it stands. */
export function requireAmount(sent: unknown, pointer: string): Micros {
  const micros = typeof sent === 'string' ? parseMicros(sent) : undefined
  if (micros === undefined)
    throw amountInvalid(
      sent,
      pointer,
      'Send a decimal string in major units, from "0" to "1000000000", such as "12.50", with six digits after the point at most',
    )
  return micros
}

/** How a cost is to be sent, which may be finer than an amount: it is rounded. */
export const costAdvice = 'Send a decimal string in major units, such as "0.0125"; 1000000000 is the most'

/** Says of an amount what is wrong with it: a number of JSON loses digits on its way, and nobody can tell whether it means cents. */
export function amountInvalid(sent: unknown, pointer: string, advice: string): Refusal {
  const shown = (JSON.stringify(sent) ?? 'nothing').slice(0, 60)
  const why = typeof sent === 'number' ? `${shown} is a number of JSON, and money is a text here` : `${shown} is not an amount`
  const detail = `${why}. ${advice}.`
  return amountRefused(detail, { errors: [{ pointer: `#${pointer}`, detail }] })
}

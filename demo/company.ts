/** Somebody at the sample company, as its identity provider knows them. */
export type Person = { key: string; givenName: string; familyName: string; email: string; title: string; department: string; groups: string[] }

/** A group of the sample company. `within` is a group that holds it. */
export type Group = { name: string; limit?: string; within?: string }

export const domain = 'acme.example'

/** Fifteen groups, some within others, most with a limit for each of their members. */
export const groups: readonly Group[] = [
  { name: 'Everyone' },
  { name: 'Engineering', limit: '80.00', within: 'Everyone' },
  { name: 'Platform', limit: '150.00', within: 'Engineering' },
  { name: 'Mobile', within: 'Engineering' },
  { name: 'Research', limit: 'unlimited' },
  { name: 'Design', limit: '40.00', within: 'Everyone' },
  { name: 'Marketing', limit: '30.00', within: 'Everyone' },
  { name: 'Sales', limit: '25.00', within: 'Everyone' },
  { name: 'Support', limit: '35.00', within: 'Everyone' },
  { name: 'Finance', limit: '20.00', within: 'Everyone' },
  { name: 'People', within: 'Everyone' },
  { name: 'Legal', within: 'Everyone' },
  { name: 'On-call', limit: '120.00' },
  { name: 'Interns', limit: '10.00' },
  { name: 'Contractors', limit: '0.00' },
]

/** What each may spend who is in no group with a limit. */
export const teamDefault = '15.00'

/** The first owner of the team, who is in the directory as well. */
export const ownerEmail = `morgan.reed@${domain}`

const givenNames =
  'Ada Bo Chidi Dana Elif Femi Grace Hiro Ines Jun Kofi Lena Mateo Nia Omar Priya Quinn Rosa Sven Tariq Uma Vera Wen Ximena Yusuf Zoe'.split(' ')
const familyNames =
  'Adeyemi Brandt Castillo Dubois Eriksen Fournier Garcia Haddad Ito Jansen Khan Larsen Moreau Nakamura Okafor Petrov Quispe Rossi Silva Tremblay'.split(
    ' ',
  )
const departments = [
  'Engineering',
  'Engineering',
  'Engineering',
  'Platform',
  'Mobile',
  'Research',
  'Design',
  'Marketing',
  'Sales',
  'Sales',
  'Support',
  'Finance',
  'People',
  'Legal',
]

/** The person of a number. The same number is always the same person. */
export function makePerson(number: number): Person {
  const givenName = pick(givenNames, number * 7)
  const familyName = pick(familyNames, number * 3 + Math.floor(number / familyNames.length))
  const department = pick(departments, number)
  const groups = new Set(['Everyone', department])
  if (department === 'Platform' || department === 'Mobile') groups.add('Engineering')
  if (number % 9 === 0) groups.add('On-call')
  if (number % 13 === 0) groups.add('Interns')
  if (number % 29 === 0) groups.add('Contractors')
  const email = `${givenName}.${familyName}${number <= givenNames.length ? '' : number}@${domain}`.toLowerCase()
  return {
    key: `00u${String(number).padStart(6, '0')}`,
    givenName,
    familyName,
    email,
    title: `${department} specialist`,
    department,
    groups: [...groups],
  }
}

export const owner: Person = {
  key: '00u_owner',
  givenName: 'Morgan',
  familyName: 'Reed',
  email: ownerEmail,
  title: 'Chief Technology Officer',
  department: 'Engineering',
  groups: ['Everyone', 'Engineering'],
}

/** Two hundred people: the owner and 199 others. */
export const people: readonly Person[] = [owner, ...Array.from({ length: 199 }, (_, index) => makePerson(index + 1))]

function pick<Item>(items: readonly Item[], number: number): Item {
  const item = items[number % items.length]
  if (item === undefined) throw new Error('there is something to pick from')
  return item
}

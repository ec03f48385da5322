import type { Link } from '../access/links.ts'
import { html, type Html } from '../pages/html.ts'
import type { Language } from '../pages/language.ts'
import type { Page } from '../pages/layout.ts'

// The plain pages that signing in needs. Each has one form with one button, so that opening a link, as mail scanners do, uses nothing up.

const texts = {
  en: {
    setup: 'Welcome to Purser',
    setupHint: 'Name your team, and say who its first owner is.',
    teamName: 'Name of the team',
    email: 'E-mail of the owner',
    finish: 'Create the team',
    invite: (team: string) => `Join ${team}`,
    inviteHint: (email: string, role: string) => `You are invited as ${email}, with the role: ${role}.`,
    join: 'Join',
    login: (team: string) => `Sign in to ${team}`,
    loginHint: (email: string) => `You will be signed in as ${email}.`,
    signIn: 'Sign in',
    roles: { owner: 'owner', admin: 'admin', billing_admin: 'billing admin', auditor: 'auditor', member: 'member' },
  },
  fr: {
    setup: 'Bienvenue dans Purser',
    setupHint: 'Nommez votre équipe et indiquez son premier propriétaire.',
    teamName: 'Nom de l’équipe',
    email: 'E-mail du propriétaire',
    finish: 'Créer l’équipe',
    invite: (team: string) => `Rejoindre ${team}`,
    inviteHint: (email: string, role: string) => `Vous êtes invité comme ${email}, avec le rôle : ${role}.`,
    join: 'Rejoindre',
    login: (team: string) => `Se connecter à ${team}`,
    loginHint: (email: string) => `Vous serez connecté comme ${email}.`,
    signIn: 'Se connecter',
    roles: {
      owner: 'propriétaire',
      admin: 'administrateur',
      billing_admin: 'administrateur de facturation',
      auditor: 'auditeur',
      member: 'membre',
    },
  },
} as const

/** The page that a link opens. `action` is where its form goes. */
export function linkPage(link: Link, teamName: string, action: string, language: Language): Page {
  const text = texts[language]
  switch (link.purpose) {
    case 'setup':
      return { title: text.setup, body: form(text.setupHint, setupFields(language), text.finish, action) }
    case 'invite':
      return {
        title: text.invite(teamName),
        body: form(text.inviteHint(link.email ?? '', text.roles[link.role ?? 'member']), html``, text.join, action),
      }
    case 'login':
      return { title: text.login(teamName), body: form(text.loginHint(link.email ?? ''), html``, text.signIn, action) }
  }
}

function setupFields(language: Language): Html {
  const { teamName, email } = texts[language]
  return html`<label>${teamName}<input name="team_name" type="text" required maxlength="200" autocomplete="organization" /></label>
    <label>${email}<input name="email" type="email" required maxlength="320" autocomplete="email" /></label> `
}

const form = (hint: string, fields: Html, button: string, action: string): Html =>
  html`<p>${hint}</p>
    <form method="post" action="${action}">${fields}<button type="submit" name="confirm" value="yes">${button}</button></form>`

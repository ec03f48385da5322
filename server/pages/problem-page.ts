import { html } from './html.ts'
import type { Language } from './language.ts'
import type { Page } from './layout.ts'

/** What goes wrong between us and an identity provider is for its admin, who reads the code in the sign-in log. */
const unbelieved = [
  'Réponse refusée',
  'La réponse du fournisseur d’identité n’a pas pu être vérifiée. Recommencez ; si cela se répète, donnez ce code à votre administrateur.',
]
const unreachable = [
  'Fournisseur d’identité injoignable',
  'Le fournisseur d’identité ne répond pas comme il le doit. Donnez ce code à votre administrateur.',
]

/** What a refusal says to people who read French; in English its own words do. */
const french = new Map<string, string[]>([
  ['link-unknown', ['Lien inconnu', 'Ce lien n’est pas l’un des nôtres : il est incomplet, modifié, ou d’un autre serveur. Copiez-le en entier.']],
  ['link-used', ['Lien déjà utilisé', 'Ce lien a déjà servi, et ne sert qu’une fois. Demandez-en un nouveau.']],
  ['link-expired', ['Lien expiré', 'Ce lien n’est plus valable. Demandez-en un nouveau.']],
  ['link-revoked', ['Lien révoqué', 'Ce lien a été révoqué. Demandez-en un nouveau.']],
  ['already-set-up', ['Déjà configuré', 'Cette équipe a déjà ses membres. Demandez une invitation à un propriétaire.']],
  ['already-member', ['Déjà membre', 'Cette adresse appartient déjà à un membre de l’équipe.']],
  [
    'managed-by-directory',
    ['Géré par le fournisseur d’identité', 'Votre fournisseur d’identité décide de votre accès. Adressez-vous à son administrateur.'],
  ],
  ['member-out', ['Accès terminé', 'La personne à qui ce lien est destiné ne fait plus partie de l’équipe.']],
  ['setup-invalid', ['Un nom et une adresse sont nécessaires', 'Revenez en arrière et donnez un nom d’équipe et une adresse e-mail.']],
  ['too-many-sign-ins', ['Trop de connexions', 'Trop de connexions depuis cette adresse. Attendez une minute, puis réessayez.']],
  ['cross-origin', ['Requête refusée', 'Cette requête vient d’un autre site. Ouvrez le lien vous-même.']],
  ['https-required', ['HTTPS nécessaire', 'La connexion demande HTTPS, sauf sur la machine elle-même.']],
  ['connection-not-active', ['Connexion inactive', 'Personne ne se connecte par ce fournisseur d’identité. Adressez-vous à votre administrateur.']],
  [
    'subject-invalid',
    ['Identifiant inutilisable', 'Le fournisseur d’identité n’a pas envoyé d’identifiant utilisable. Adressez-vous à son administrateur.'],
  ],
  ['email-missing', ['Adresse e-mail absente', 'Le fournisseur d’identité n’a pas envoyé d’adresse e-mail. Adressez-vous à son administrateur.']],
  [
    'email-several',
    ['Plusieurs adresses e-mail', 'Le fournisseur d’identité a envoyé plusieurs adresses e-mail. Adressez-vous à son administrateur.'],
  ],
  [
    'email-invalid',
    ['Adresse e-mail incorrecte', 'Ce que le fournisseur d’identité a envoyé n’est pas une adresse e-mail. Adressez-vous à son administrateur.'],
  ],
  [
    'email-foreign',
    ['Domaine étranger à l’équipe', 'Votre adresse n’est pas dans un domaine vérifié de cette équipe. Adressez-vous à son administrateur.'],
  ],
  [
    'email-unverified',
    [
      'Adresse non vérifiée',
      'Votre fournisseur d’identité indique que votre adresse n’est pas vérifiée. Faites-la vérifier, ou adressez-vous à votre administrateur.',
    ],
  ],
  [
    'several-matches',
    ['Plusieurs membres correspondent', 'Plusieurs membres de l’équipe correspondent à cette personne. Adressez-vous à votre administrateur.'],
  ],
  [
    'linked-to-another',
    ['Membre lié à un autre compte', 'Ce membre est lié à un autre compte du fournisseur d’identité. Votre administrateur peut le délier.'],
  ],
  [
    'sign-in-out',
    ['Hors de l’équipe', 'Vous ne faites plus partie de l’équipe, et se connecter n’y ramène personne. Adressez-vous à votre administrateur.'],
  ],
  [
    'not-provisioned',
    ['Pas encore d’accès', 'L’annuaire de votre entreprise ne vous a pas donné accès. Demandez à être affecté à cette application, puis réessayez.'],
  ],
  [
    'owners-not-let-in',
    [
      'Connexion non confirmée par un propriétaire',
      'Aucun propriétaire de l’équipe n’a confirmé cette connexion pour les propriétaires. L’un d’eux l’active à nouveau ; vous pouvez aussi demander un lien de connexion.',
    ],
  ],
  ['jit-off', ['Pas membre de l’équipe', 'Vous n’êtes pas membre de cette équipe. Demandez une invitation à votre administrateur.']],
  [
    'sso-required',
    [
      'Authentification unique exigée',
      'Cette équipe exige de passer par son fournisseur d’identité : ouvrez /sign-in. Votre invitation vous y attend.',
    ],
  ],
  ['not-found', ['Rien ici', 'Il n’y a rien à cette adresse.']],
  ['connection-not-found', ['Connexion inconnue', 'Il n’y a pas de telle connexion ici. Vérifiez que l’adresse est entière.']],
  ['test-unknown', ['Essai inconnu', 'Il n’y a pas de tel essai. Copiez son adresse en entier, ou commencez-en un autre.']],
  ['test-over', ['Essai terminé', 'Cet essai est terminé. Commencez-en un autre.']],
  ['connection-changed', ['Connexion modifiée', 'La connexion a été modifiée entre-temps. Recommencez.']],
  ['return-to-foreign', ['Adresse étrangère', 'L’adresse de retour n’est pas de ce serveur.']],
  ['sign-in-not-opened', ['Pas ouverte comme une page', 'Une connexion commence en ouvrant son adresse elle-même.']],
  ['sign-in-unknown', ['Connexion non commencée ici', 'Personne n’a commencé cette connexion ici. Recommencez depuis le début.']],
  [
    'sign-in-other-connection',
    ['Réponse à une autre demande', 'La réponse est arrivée à une autre connexion que celle qui a demandé. Recommencez depuis le début.'],
  ],
  [
    'sign-in-other-browser',
    [
      'Commencée dans un autre navigateur',
      'La connexion a été commencée dans un autre navigateur, ou celui-ci ne garde pas de cookies. Recommencez dans celui-ci.',
    ],
  ],
  ['sign-in-used', ['Réponse déjà utilisée', 'Cette réponse a déjà servi, et ne sert qu’une fois. Recommencez depuis le début.']],
  ['sign-in-expired', ['Trop long', 'La connexion a pris plus de dix minutes. Recommencez depuis le début.']],
  ['oidc-refused-by-provider', ['Refusé par le fournisseur d’identité', 'Le fournisseur d’identité a refusé. Adressez-vous à son administrateur.']],
  [
    'oidc-client-refused',
    ['Purser refusé par le fournisseur d’identité', 'L’identifiant ou le secret du client est refusé. Adressez-vous à votre administrateur.'],
  ],
  ['oidc-clock-ahead', ['Horloge en avance', 'L’horloge du fournisseur d’identité est en avance. Adressez-vous à son administrateur.']],
  ['oidc-clock-behind', ['Horloge en retard', 'L’horloge du fournisseur d’identité est en retard. Adressez-vous à son administrateur.']],
  ['oidc-expired', ['Jeton expiré', 'Ce que le fournisseur d’identité a envoyé n’est pas valable maintenant. Recommencez.']],
  ['oidc-tenant', ['Autre organisation', 'Votre compte est d’une autre organisation. Connectez-vous avec celui de cette équipe.']],
  ['oidc-hosted-domain', ['Compte personnel', 'Ce compte Google est personnel. Connectez-vous avec celui de votre organisation.']],
  ...[
    'oidc-answer-incomplete',
    'oidc-response-issuer',
    'oidc-code-refused',
    'oidc-token-answer',
    'oidc-id-token-missing',
    'oidc-token-malformed',
    'oidc-claim-missing',
    'oidc-token-issuer',
    'oidc-audience',
    'oidc-authorized-party',
    'oidc-nonce',
    'oidc-algorithm',
    'oidc-key-unknown',
    'oidc-signature',
    'oidc-access-token-hash',
    'oidc-userinfo-failed',
    'oidc-userinfo-subject',
  ].map((code): [string, string[]] => [code, unbelieved]),
  ...[
    'oidc-keys-unreadable',
    'discovery-failed',
    'discovery-unavailable',
    'discovery-not-json',
    'discovery-issuer-mismatch',
    'discovery-incomplete',
    'outgoing-url-invalid',
    'outgoing-not-https',
    'outgoing-port-forbidden',
    'outgoing-address-forbidden',
    'outgoing-too-many-redirects',
    'outgoing-too-large',
    'outgoing-encoded',
    'outgoing-timeout',
    'outgoing-name-unknown',
    'outgoing-unreachable',
  ].map((code): [string, string[]] => [code, unreachable]),
  ['saml-form', ['Formulaire incorrect', unbelieved[1] ?? '']],
  ['saml-relay-state', ['RelayState inconnu', unbelieved[1] ?? '']],
  ['saml-too-large', ['Réponse trop longue', unbelieved[1] ?? '']],
  ['saml-status', ['Refusé par le fournisseur d’identité', unbelieved[1] ?? '']],
  ['saml-expired', ['Réponse expirée', unbelieved[1] ?? '']],
  ['saml-not-yet-valid', ['Horloge en avance', unbelieved[1] ?? '']],
  ['saml-too-old', ['Réponse trop ancienne', unbelieved[1] ?? '']],
  ['saml-session-over', ['Session terminée', unbelieved[1] ?? '']],
  ['saml-in-response-to', ['Réponse à une autre demande', unbelieved[1] ?? '']],
  ['saml-unsolicited', ['Connexion non demandée', unbelieved[1] ?? '']],
  ['saml-replayed', ['Réponse déjà utilisée', unbelieved[1] ?? '']],
  ...[
    'saml-not-base64',
    'saml-not-utf8',
    'saml-character',
    'saml-doctype',
    'saml-entity',
    'saml-processing-instruction',
    'saml-comment',
    'saml-cdata',
    'saml-too-deep',
    'saml-not-xml',
    'saml-not-a-response',
    'saml-namespace',
    'saml-one-assertion',
    'saml-duplicate-id',
    'saml-unsigned',
    'saml-encrypted-unsigned',
    'saml-signature-place',
    'saml-algorithm',
    'saml-sha1',
    'saml-transform',
    'saml-encryption',
    'saml-decryption',
    'saml-no-certificate',
    'saml-certificate-expired',
    'saml-certificate-untrusted',
    'saml-unknown-key',
    'saml-signature',
    'saml-destination',
    'saml-issuer',
    'saml-audience',
    'saml-no-bearer',
    'saml-recipient',
    'saml-no-expiry',
    'saml-name-id',
    'saml-logout-invalid',
    'saml-metadata-invalid',
    'saml-metadata-expired',
    'saml-metadata-twice',
    'saml-metadata-unavailable',
    'saml-metadata-of-another',
  ].map((code): [string, string[]] => [code, unbelieved]),
])

/** A refusal or fault as a page. */
export function problemPage(
  { title, detail, code, requestId, leadsHome = false }: { title: string; detail: string; code: string; requestId: string; leadsHome?: boolean },
  language: Language,
): Page {
  const [frenchTitle, frenchDetail] = french.get(code) ?? ['Une erreur est survenue', 'La demande n’a pas abouti.']
  const shown = language === 'fr' ? { title: frenchTitle ?? title, detail: frenchDetail ?? detail } : { title, detail }
  return {
    title: shown.title,
    body: html`<p>${shown.detail}</p>
      ${leadsHome ? html`<p><a href="/">${language === 'fr' ? 'Au tableau de bord' : 'To the dashboard'}</a></p>` : ''}
      <p class="small">Code: <code>${code}</code> · <code>${requestId}</code></p>`,
  }
}

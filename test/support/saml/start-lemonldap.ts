import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { freePort } from './free-port.ts'
import { makeKeys } from './identity-provider.ts'

/** Debian's LemonLDAP::NG as an identity provider, with Plack's web server: its SAML is Lasso's, in C, which shares no line with ours. */
export type RunningLemon = {
  url: string
  /** Its metadata, as its admin would hand it over. */
  metadata: string
  /** Makes a service known to it by its metadata, which it reads at its start alone: it begins anew. */
  trust: (serviceMetadata: string, how?: { encrypts?: boolean; signsResponse?: boolean }) => Promise<void>
  stop: () => Promise<void>
}

/** Its cookies want a domain, and a browser finds everything beneath `localhost` here. */
const host = 'auth.lemon.localhost'

export async function startLemon(): Promise<RunningLemon> {
  const folder = mkdtempSync(join(tmpdir(), 'purser-llng-'))
  for (const name of ['conf', 'cache', 'sessions', 'sessions/lock', 'saml', 'saml/lock']) mkdirSync(join(folder, name))
  const port = await freePort()
  const portal = `http://${host}:${port}`
  const keys = await makeKeys()
  const configure = (services: object) =>
    writeFileSync(join(folder, 'conf/lmConf-1.json'), JSON.stringify({ ...settingsOf(folder, portal, keys), ...services }))
  writeFileSync(join(folder, 'lemonldap-ng.ini'), iniOf(folder))
  writeFileSync(join(folder, 'portal.psgi'), application)
  configure({})
  let child = await start(folder, port)
  return {
    url: portal,
    metadata: await ask(port, '/saml/metadata'),
    trust: async (serviceMetadata, how = {}) => {
      await end(child)
      configure(knowing(serviceMetadata, how))
      child = await start(folder, port)
    },
    stop: async () => {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const iniOf = (folder: string) => `[all]
logLevel = error
[configuration]
type = File
dirName = ${folder}/conf
[portal]
staticPrefix = /static
languages = en
templateDir = /usr/share/lemonldap-ng/portal/templates
`

/** Its scripts send the forms on that lead back here. */
const application = `use Plack::Builder;
use Lemonldap::NG::Portal::Main;
builder {
  enable 'Static', path => sub { s!^/static/!! }, root => '/usr/share/lemonldap-ng/portal/htdocs/static';
  enable 'Static', path => sub { s!^/javascript/!! }, root => '/usr/share/javascript';
  Lemonldap::NG::Portal::Main->run({});
};
`

/** Its people are its demonstration's, each with their name as password: dwho, rtyler and msmith, all of badwolf.org. */
const settingsOf = (folder: string, portal: string, { privateKey, certificate }: { privateKey: string; certificate: string }) => ({
  cfgNum: 1,
  cfgDate: 1,
  key: 'of-a-test',
  portal: `${portal}/`,
  domain: 'lemon.localhost',
  cookieName: 'lemonldap',
  securedCookie: 0,
  // By itself it says None, which browsers keep over https alone: it would forget the request at its login form, and Lasso call that form an "Invalid message" (-407).
  sameSite: 'Lax',
  authentication: 'Demo',
  userDB: 'Same',
  passwordDB: 'Null',
  requireToken: 0,
  locationRules: { [host]: { default: 'accept' } },
  demoExportedVars: { cn: 'cn', mail: 'mail', uid: 'uid' },
  globalStorage: 'Apache::Session::File',
  globalStorageOptions: { Directory: `${folder}/sessions`, LockDirectory: `${folder}/sessions/lock` },
  samlStorage: 'Apache::Session::File',
  samlStorageOptions: { Directory: `${folder}/saml`, LockDirectory: `${folder}/saml/lock` },
  issuerDBSAMLActivation: 1,
  samlServicePrivateKeySig: privateKey,
  samlServicePublicKeySig: certificate,
  samlServiceUseCertificateInResponse: 1,
  samlServiceSignatureMethod: 'RSA_SHA256',
})

const knowing = (serviceMetadata: string, { encrypts = false, signsResponse = true }: { encrypts?: boolean; signsResponse?: boolean }) => ({
  samlSPMetaDataXML: { purser: { samlSPMetaDataXML: serviceMetadata } },
  samlSPMetaDataOptions: {
    purser: {
      samlSPMetaDataOptionsNameIDFormat: 'persistent',
      samlSPMetaDataOptionsCheckSSOMessageSignature: 1,
      samlSPMetaDataOptionsCheckSLOMessageSignature: 1,
      samlSPMetaDataOptionsSignSSOMessage: signsResponse ? 1 : 0,
      samlSPMetaDataOptionsSignSLOMessage: 1,
      samlSPMetaDataOptionsEncryptionMode: encrypts ? 'assertion' : 'none',
    },
  },
  samlSPMetaDataExportedAttributes: { purser: { mail: '1;email;urn:oasis:names:tc:SAML:2.0:attrname-format:basic;', cn: '1;displayName;;' } },
})

async function start(folder: string, port: number): Promise<ChildProcess> {
  const child = spawn('plackup', ['--host', '127.0.0.1', '--port', `${port}`, join(folder, 'portal.psgi')], {
    env: { ...process.env, LLNG_DEFAULTCONFFILE: join(folder, 'lemonldap-ng.ini') },
    stdio: 'ignore',
  })
  for (;;) {
    // It says that it is ready to a terminal alone: it is asked until it answers.
    const isReady = await ask(port, '/saml/metadata').then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return false
        child.kill()
        throw error
      },
    )
    if (isReady) return child
    if (child.exitCode !== null) throw new Error('LemonLDAP::NG did not start')
  }
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill()
  await ended
}

/** By its number, since not every resolver knows names beneath `localhost`. */
function ask(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers: { host: `${host}:${port}` } }, (response) => {
      const read = textOf(response)
      const isRight = response.statusCode === 200
      resolve(
        isRight ? read : read.then((said) => Promise.reject(new Error(`LemonLDAP::NG answers ${response.statusCode}: ${said.slice(0, 2_000)}`))),
      )
    }).on('error', reject)
  })
}

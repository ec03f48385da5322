import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { makeKeys } from './identity-provider.ts'
import type { SamlConnection } from './start-samlp.ts'

/** Debian's SimpleSAMLphp as an identity provider, with the web server of PHP: an implementation that shares no line with ours. */
export type RunningSimpleSaml = {
  url: string
  trust: (connection: SamlConnection, how?: { encrypts?: boolean; signsResponse?: boolean }) => void
  stop: () => Promise<void>
}

const program = '/usr/share/simplesamlphp'

export async function startSimpleSaml(): Promise<RunningSimpleSaml> {
  const folder = mkdtempSync(join(tmpdir(), 'purser-ssp-'))
  const port = await freePort()
  const url = `http://localhost:${port}/simplesamlphp`
  const keys = await makeKeys()
  for (const name of ['metadata', 'cert', 'log', 'data', 'tmp', 'sessions', 'www']) mkdirSync(join(folder, name))
  cpSync('/etc/simplesamlphp/attributemap', join(folder, 'attributemap'), { recursive: true, dereference: true })
  symlinkSync(join(program, 'www'), join(folder, 'www/simplesamlphp'))
  const php = (name: string, text: string) => writeFileSync(join(folder, name), `<?php\n${text}\n`)
  writeFileSync(join(folder, 'cert/idp.pem'), keys.privateKey)
  writeFileSync(join(folder, 'cert/idp.crt'), keys.certificate)
  php(
    'config.php',
    `require '/etc/simplesamlphp/config.php';
$config = array_merge($config, ['baseurlpath' => '${url}/', 'certdir' => '${folder}/cert/', 'loggingdir' => '${folder}/log/', 'datadir' => '${folder}/data/',
  'tempdir' => '${folder}/tmp', 'metadatadir' => '${folder}/metadata/', 'attributenamemapdir' => '${folder}/attributemap/', 'logging.handler' => 'file', 'statistics.out' => [],
  'session.cookie.secure' => false, 'session.cookie.samesite' => null, 'session.phpsession.savepath' => '${folder}/sessions', 'enable.saml20-idp' => true, 'secretsalt' => 'of-a-test',
  'auth.adminpassword' => 'of-a-test', 'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true], 'store.type' => 'phpsession', 'authproc.idp' => []]);`,
  )
  php(
    'authsources.php',
    `$config = ['people' => ['exampleauth:UserPass',
  'grace:any' => ['uid' => ['grace'], 'email' => ['grace.hopper@acme.example'], 'firstName' => ['Grace'], 'lastName' => ['Hopper']],
  'two:any' => ['uid' => ['two'], 'email' => ['one@acme.example', 'two@acme.example']],
  'none:any' => ['uid' => ['none']]]];`,
  )
  php(
    'metadata/saml20-idp-hosted.php',
    `$metadata['${url}/metadata'] = ['host' => '__DEFAULT__', 'privatekey' => 'idp.pem', 'certificate' => 'idp.crt', 'auth' => 'people', 'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
  'authproc' => [['class' => 'saml:AttributeNameID', 'attribute' => 'uid', 'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent']]];`,
  )
  php('metadata/saml20-sp-remote.php', '')
  const environment = { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder }
  const child = spawn(
    'php',
    ['-d', 'opcache.enable=0', '-d', 'error_reporting=E_ALL & ~E_DEPRECATED', '-S', `127.0.0.1:${port}`, '-t', join(folder, 'www')],
    { env: environment, stdio: 'ignore' },
  )
  for (;;) {
    // It says nothing when it is ready: it is asked until it answers.
    const answer = await fetch(`${url}/saml2/idp/metadata.php`).catch(() => undefined)
    if (answer?.ok) break
    if (answer && answer.status >= 400) throw new Error(`SimpleSAMLphp answers ${answer.status}: ${(await answer.text()).slice(0, 2_000)}`)
    if (child.exitCode !== null) throw new Error('SimpleSAMLphp did not start')
  }
  return {
    url,
    trust: ({ sp_entity_id: entityId, acs_url: acsUrl, sp_certificate: certificate }, { encrypts = false, signsResponse = true } = {}) =>
      php(
        'metadata/saml20-sp-remote.php',
        `$metadata['${entityId}'] = ['AssertionConsumerService' => '${acsUrl}', 'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', 'simplesaml.nameidattribute' => 'uid',
  'assertion.encryption' => ${encrypts}, 'saml20.sign.response' => ${signsResponse}, 'validate.authnrequest' => true,
  'SingleLogoutService' => '${acsUrl.replace(/acs$/, 'slo')}', 'certData' => '${certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')}'];`,
      ),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

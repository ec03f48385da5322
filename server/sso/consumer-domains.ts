/**
 * Where anybody gets an address, so that no team may have it: the mail services with the most users, country by country. The lists that the
 * packages `free-email-domains` and `email-providers` keep have thousands; a small one that is missing here still has to prove itself by DNS,
 * which its customers cannot do.
 */
export const consumerDomains: ReadonlySet<string> = new Set(
  `
  gmail.com googlemail.com
  outlook.com hotmail.com live.com msn.com passport.com outlook.de outlook.fr outlook.es outlook.it outlook.pt outlook.jp outlook.in
  hotmail.co.uk hotmail.fr hotmail.de hotmail.it hotmail.es hotmail.nl hotmail.be hotmail.se hotmail.ca hotmail.co.jp hotmail.com.br hotmail.com.ar
  live.co.uk live.fr live.de live.it live.nl live.be live.se live.dk live.no live.ca live.jp live.cn live.com.au live.com.mx live.com.pt windowslive.com
  yahoo.com ymail.com rocketmail.com yahoo.co.uk yahoo.fr yahoo.de yahoo.it yahoo.es yahoo.ca yahoo.in yahoo.co.in yahoo.co.jp yahoo.co.id yahoo.co.kr
  yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.com.au yahoo.com.sg yahoo.com.hk yahoo.com.tw yahoo.com.ph yahoo.com.vn myyahoo.com
  aol.com aim.com aol.co.uk aol.de aol.fr netscape.net verizon.net
  icloud.com me.com mac.com
  proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tutamail.com tuta.io tuta.com keemail.me
  fastmail.com fastmail.fm hey.com duck.com mailfence.com posteo.de posteo.net mailbox.org startmail.com runbox.com disroot.org riseup.net hushmail.com
  zoho.com zohomail.com zohomail.eu mail.com email.com usa.com post.com consultant.com engineer.com gmx.com gmx.net gmx.de gmx.at gmx.ch gmx.fr gmx.us
  web.de freenet.de t-online.de arcor.de online.de 1und1.de
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr numericable.fr
  libero.it virgilio.it tiscali.it alice.it tin.it inwind.it
  btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk tiscali.co.uk
  comcast.net xfinity.com att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com netzero.net optonline.net frontier.com roadrunner.com
  rogers.com shaw.ca sympatico.ca videotron.ca telus.net bell.net
  bigpond.com bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz
  ziggo.nl kpnmail.nl planet.nl home.nl xs4all.nl telenet.be skynet.be bluewin.ch sunrise.ch hispeed.ch aon.at
  telia.com bredband.net spray.se online.no getmail.no mail.dk jubii.dk luukku.com suomi24.fi
  telefonica.net terra.es sapo.pt clix.pt mail.pt
  wp.pl o2.pl onet.pl onet.eu interia.pl interia.eu op.pl gazeta.pl tlen.pl seznam.cz email.cz centrum.cz post.cz volny.cz azet.sk zoznam.sk
  freemail.hu citromail.hu abv.bg mail.bg inbox.lv inbox.lt ukr.net i.ua meta.ua
  mail.ru bk.ru inbox.ru list.ru internet.ru yandex.ru yandex.com ya.ru yandex.by yandex.kz rambler.ru
  uol.com.br bol.com.br terra.com.br ig.com.br globo.com globomail.com oi.com.br prodigy.net.mx
  qq.com foxmail.com 163.com 126.com yeah.net 139.com 189.cn sina.com sina.cn sohu.com aliyun.com tom.com
  naver.com hanmail.net daum.net nate.com docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com biglobe.ne.jp
  rediffmail.com sify.com walla.co.il walla.com mynet.com maktoob.com
  mailinator.com guerrillamail.com 10minutemail.com yopmail.com temp-mail.org trashmail.com sharklasers.com maildrop.cc getnada.com
  `
    .trim()
    .split(/\s+/),
)

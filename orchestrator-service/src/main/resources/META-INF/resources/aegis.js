// What htmx does not do: live changes of a conversation, times of the reader's time zone, Enter sends.
'use strict';

// Set before htmx starts. No inline styles and no eval: the content security policy forbids both.
Object.assign(htmx.config, {
  includeIndicatorStyles: false,
  allowEval: false,
  historyEnabled: false,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '[45]..', swap: true, error: true, target: '#notice', swapOverride: 'innerHTML' },
  ],
});

const SHORT = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const LONG = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

function localise(within) {
  for (const time of within.querySelectorAll('time')) {
    const at = new Date(time.dateTime);
    const today = at.toDateString() === new Date().toDateString();
    time.textContent = (today ? SHORT : LONG).format(at);
    time.title = at.toLocaleString();
  }
}

function say(id, words) {
  const place = document.getElementById(id);
  if (place) place.textContent = words;
}

// Elements with an id that is there already take its place; all others, and those that belong below a new reply, come last.
function change(log, html) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
  const parsed = document.createElement('template');
  parsed.innerHTML = html;
  for (const element of [...parsed.content.children]) {
    const before = document.getElementById(element.id);
    if (before && !('last' in element.dataset)) {
      before.replaceWith(element);
    } else {
      before?.remove();
      log.append(element);
    }
    localise(element);
    htmx.process(element);
  }
  document.querySelector('.chat > p.empty')?.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
  htmx.trigger(document.body, 'changed');
}

function follow(log) {
  const source = new EventSource(log.dataset.events);
  source.addEventListener('changes', event => change(log, event.data));
  source.onopen = () => say('line', '');
  source.onerror = () => {
    say('line', 'The connection is lost. Trying again …');
    // The browser tries again by itself, unless it was refused: then the login is over, or the service is starting.
    if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
  };
}

document.addEventListener('DOMContentLoaded', () => {
  localise(document);
  const log = document.getElementById('log');
  if (log) log.scrollTop = log.scrollHeight;
  if (log?.dataset.events) follow(log);
});

document.addEventListener('keydown', event => {
  if (event.target.id === 'text' && event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener('htmx:beforeRequest', event => {
  if (event.detail.requestConfig.verb !== 'get') say('notice', '');
});
document.addEventListener('htmx:sendError', () => say('notice', 'Aegis is not reachable. Nothing was sent.'));
document.addEventListener('htmx:afterSettle', () => localise(document));

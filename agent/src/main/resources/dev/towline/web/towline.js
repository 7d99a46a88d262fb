// Reads the status and draws it; draws again when something happens. Text enters the page as text only, never as markup.
'use strict';
(() => {
  const byId = id => document.getElementById(id);
  const element = (tag, attributes, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...children.filter(child => child !== null && child !== ''));
    return made;
  };
  const short = revision => revision ? element('code', {title: revision}, revision.slice(0, 12)) : '–';
  const time = iso => iso ? element('time', {datetime: iso, title: iso}, new Date(iso).toLocaleString()) : '–';
  const seconds = s => s < 1 ? Math.round(s * 1000) + ' ms' : s < 120 ? s.toFixed(1) + ' s' : Math.round(s / 60) + ' min';
  const list = (title, items, style) => items.length === 0 ? null
    : element('div', {class: style}, title, element('ul', {}, ...items.map(item => element('li', {}, item))));
  const pair = (name, value) => [element('dt', {}, name), element('dd', {}, value)];

  const wanted = {Ready: true, Healthy: true, Reconciling: null, Stalled: false, Drifted: false, Suspended: false, Pinned: false};
  const badge = (name, holds) => {
    if (name in wanted && wanted[name] === null) return holds ? element('li', {class: 'busy-text'}, name) : null;
    if (wanted[name] === true) return element('li', {class: holds ? 'good-text' : 'bad-text'}, holds ? name : 'not ' + name);
    return holds ? element('li', {class: 'bad-text'}, name) : null;
  };
  const tone = target => target.phase || target.conditions.Reconciling ? 'busy'
    : target.conditions.Stalled || target.conditions.Ready === false || target.conditions.Healthy === false ? 'bad'
    : target.conditions.Ready ? 'good' : '';

  const card = target => element('article', {class: 'card ' + tone(target)},
    element('h3', {}, target.target === '@host' ? 'This host' : target.target),
    element('ul', {class: 'badges', 'aria-label': 'conditions'},
      ...Object.entries(target.conditions).map(([name, holds]) => badge(name, holds))),
    target.phase ? element('p', {class: 'busy-text'}, 'Deployment ', element('code', {}, target.deployment || ''), ': ', target.phase) : null,
    target.pinned ? element('p', {class: 'bad-text'}, 'Pinned to ', element('code', {}, target.pinned.release), ' by ' + target.pinned.by
      + (target.pinned.behind ? ', behind by ' + target.pinned.behind + ' commits' : '')) : null,
    target.message ? element('p', {}, target.message) : null,
    list('Problems', target.problems, 'bad-text'),
    list('Waits for the contract', target.contracts, ''),
    list('Not tried again until Git moves or somebody says retry', target.quarantined, 'bad-text'),
    element('dl', {}, ...pair('Release', target.release || '–'), ...pair('App', short(target.app)),
      ...pair('Config', short(target.config)), ...pair('Last pass', time(target.lastPass)),
      ...(target.nextTry ? pair('Next try', time(target.nextTry)) : []), ...pair('Files', String(target.files))));

  const row = (...cells) => element('tr', {}, ...cells.map(cell => element('td', {}, cell)));
  const source = s => row(element('span', {}, s.name, ' ', element('span', {class: 'soft'}, s.url)), s.track, short(s.revision),
    time(s.lastSuccess), element('span', {class: ['refused', 'denied', 'gone', 'unfit', 'unreachable'].includes(s.standing) ? 'bad-text' : ''}, s.standing, s.detail ? ': ' + s.detail : ''));
  const deployment = d => row(
    element('a', {href: '/api/v1/deployments/' + encodeURIComponent(d.id)}, time(d.started)), d.site,
    element('span', {class: d.outcome === 'succeeded' ? 'good-text' : d.outcome === 'running' ? 'busy-text' : 'bad-text'},
      d.outcome, d.reason ? ': ' + d.reason : ''),
    d.release || '–', element('span', {}, d.subject, d.author ? element('span', {class: 'soft'}, ' ' + d.author) : ''),
    d.ended ? seconds((new Date(d.ended) - new Date(d.started)) / 1000) : '–');
  const nothing = (columns, text) => element('tr', {}, element('td', {colspan: columns, class: 'soft'}, text));
  const fill = (id, rows, columns, empty) => byId(id).replaceChildren(...(rows.length ? rows : [nothing(columns, empty)]));

  let signedOut = false;
  const read = async path => {
    const answer = await fetch(path, {headers: {Accept: 'application/json'}});
    const body = await answer.json();
    if (answer.status === 401) {
      signedOut = true;
      throw new Error("not signed in: run 'towline dashboard' on the host and open the URL that it prints");
    }
    if (!answer.ok) throw new Error(body.error + '; ' + body.remedy);
    return body;
  };
  const draw = async () => {
    const [status, past] = await Promise.all([read('/api/v1/status'), read('/api/v1/deployments?limit=15')]);
    document.title = 'Towline · ' + status.host;
    byId('host').textContent = status.host;
    byId('version').textContent = 'version ' + status.version;
    byId('sites').replaceChildren(...status.targets.map(card));
    if (status.targets.length === 0) byId('sites').append(element('p', {class: 'soft'}, 'No site yet.'));
    fill('sources', status.sources.map(source), 5, 'No source yet.');
    fill('deployments', past.deployments.map(deployment), 6, 'None yet.');
  };

  const say = (text, style) => {
    if (byId('live').textContent !== text) byId('live').textContent = text;
    byId('live').className = style;
  };
  let due = 0;
  const soon = () => {
    if (due) return;
    due = setTimeout(() => {
      due = 0;
      draw().then(() => say('live', 'good-text'), failure => say(failure.message, 'bad-text'));
    }, 200);
  };
  const events = new EventSource('/api/v1/events');
  events.onopen = soon;
  events.onerror = () => signedOut ? events.close() : say('the agent does not answer; trying again', 'bad-text');
  for (const name of ['reset', 'source-fetched', 'source-gone', 'reconcile-started', 'reconcile-ended', 'deployment-started', 'phase-ended',
    'deployment-ended', 'rolled-back', 'health-seen', 'drift-seen', 'conditions-changed', 'target-seen', 'target-gone', 'progress'])
    events.addEventListener(name, soon);
  soon();
})();

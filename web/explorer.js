// The explorer of the ownership graph: classes and namespaces as nodes, members as
// edges. At most MaxDrawn nodes are drawn at once; what is not drawn is inside of
// a namespace, or of a group of classes that can form rings, and can be expanded.
(function () {
  'use strict';
  const MaxDrawn = 300;
  const ComfortablyDrawn = 80;
  const MaxChildren = 100;
  const PartSize = 40;
  const MaxHits = 40;
  const data = JSON.parse(document.getElementById('ownership').textContent);
  const box = document.querySelector('.explorer');
  const find = (selector) => box.querySelector(selector);
  const rows = Array.from(document.querySelectorAll('tbody tr'));
  const sections = new Map(Array.from(document.querySelectorAll('section[id]'), (s) => [s.id, s]));

  // The groups of classes that can reach each other through owners (Tarjan).
  function components() {
    const out = data.classes.map(() => []);
    for (const e of data.edges) if (e.holds !== 'weak') out[e.from].push(e.to);
    const order = new Array(out.length).fill(-1), low = [], stack = [], onStack = [], component = [];
    let next = 0, count = 0;
    for (let root = 0; root < out.length; ++root) {
      if (order[root] >= 0) continue;
      const work = [[root, 0]];
      while (work.length) {
        const top = work[work.length - 1], v = top[0];
        if (top[1] === 0) {
          order[v] = low[v] = next++;
          stack.push(v);
          onStack[v] = true;
        }
        let deeper = false;
        while (top[1] < out[v].length) {
          const w = out[v][top[1]++];
          if (order[w] < 0) {
            work.push([w, 0]);
            deeper = true;
            break;
          }
          if (onStack[w]) low[v] = Math.min(low[v], order[w]);
        }
        if (deeper) continue;
        if (low[v] === order[v]) {
          let w;
          do {
            w = stack.pop();
            onStack[w] = false;
            component[w] = count;
          } while (w !== v);
          ++count;
        }
        work.pop();
        if (work.length) low[work[work.length - 1][0]] = Math.min(low[work[work.length - 1][0]], low[v]);
      }
    }
    return component;
  }

  // `a::b<c::d>::e` has the namespaces a and a::b<c::d>.
  function scopes(name) {
    const parts = [];
    let depth = 0, begin = 0;
    for (let i = 0; i < name.length; ++i) {
      if ('<([{'.includes(name[i])) ++depth;
      if ('>)]}'.includes(name[i])) --depth;
      if (depth === 0 && name.startsWith('::', i)) {
        parts.push(name.slice(begin, i));
        begin = ++i + 1;
      }
    }
    return parts;
  }

  // The tree of groups: namespaces, in them groups that can form rings, in them
  // classes. A node of the tree is drawn or its parent is.
  const tree = [];
  function add(parent, kind, label, cls) {
    const no = tree.length;
    tree.push({ no, parent, kind, label, cls, children: [], classes: [], isOpen: false });
    if (parent !== null) tree[parent].children.push(no);
    return no;
  }
  const root = add(null, 'namespace', 'the program');
  const leafOf = [];
  (function grow() {
    const component = components();
    const members = new Map();
    component.forEach((c, cls) => {
      if (!members.has(c)) members.set(c, []);
      members.get(c).push(cls);
    });
    const namespaces = new Map(), groups = new Map();
    const paths = data.classes.map((c) => scopes(c.name));
    function namespaceOf(path) {
      let at = root;
      for (let i = 0; i < path.length; ++i) {
        const key = path.slice(0, i + 1).join('::');
        if (!namespaces.has(key)) namespaces.set(key, add(at, 'namespace', key));
        at = namespaces.get(key);
      }
      return at;
    }
    function groupOf(c) {
      if (groups.has(c)) return groups.get(c);
      let common = null;
      for (const m of members.get(c))
        common = common === null ? paths[m] : common.filter((p, i) => common.slice(0, i + 1).every((q, k) => q === paths[m][k]));
      const first = members.get(c).slice(0, 2).map((m) => data.classes[m].name.split('::').pop()).join(', ');
      const no = add(namespaceOf(common), 'group', 'may form rings: ' + first + (members.get(c).length > 2 ? ' ...' : ''));
      groups.set(c, no);
      return no;
    }
    data.classes.forEach((c, cls) => {
      const parent = members.get(component[cls]).length > 1 ? groupOf(component[cls]) : namespaceOf(paths[cls]);
      leafOf[cls] = add(parent, 'class', c.name, cls);
    });
    // More than can be looked at together goes into parts, by name.
    for (let no = 0; no < tree.length; ++no) {
      const all = tree[no].children;
      if (all.length <= MaxChildren) continue;
      all.sort((a, b) => (tree[a].label < tree[b].label ? -1 : 1));
      const size = Math.max(PartSize, Math.ceil(all.length / MaxChildren));
      tree[no].children = [];
      for (let begin = 0; begin < all.length; begin += size) {
        const some = all.slice(begin, begin + size);
        const name = (child) => tree[child].label.split('::').pop();
        const part = add(no, 'part', name(some[0]) + ' \u2026 ' + name(some[some.length - 1]));
        tree[part].children = some;
        for (const child of some) tree[child].parent = part;
      }
    }
    // A namespace of one child is that child.
    for (const n of tree) n.isOpen = n.kind !== 'class' && n.children.length === 1;
    for (const leaf of leafOf) for (let at = leaf; at !== null; at = tree[at].parent) tree[at].classes.push(tree[leaf].cls);
  })();
  tree[root].isOpen = true;

  function drawnFor(cls) {
    const path = [];
    for (let at = leafOf[cls]; at !== null; at = tree[at].parent) path.push(at);
    for (let i = path.length - 1; i >= 0; --i) if (!tree[path[i]].isOpen) return path[i];
    return leafOf[cls];
  }
  function drawn() {
    const result = [];
    (function walk(no) {
      if (!tree[no].isOpen || tree[no].children.length === 0) result.push(no);
      else tree[no].children.forEach(walk);
    })(root);
    return result;
  }
  function open(no) {
    tree[no].isOpen = true;
    if (drawn().length > MaxDrawn) {
      tree[no].isOpen = false;
      tell('Expanding "' + tree[no].label + '" would draw more than ' + MaxDrawn + ' nodes: collapse others first, or search.');
      return false;
    }
    return true;
  }
  function reveal(cls) {
    const path = [];
    for (let at = tree[leafOf[cls]].parent; at !== null; at = tree[at].parent) path.push(at);
    // With all siblings drawn there may be no room: then others are closed first.
    const before = tree.map((n) => n.isOpen);
    for (const no of path.reverse()) tree[no].isOpen = true;
    if (drawn().length <= MaxDrawn) return true;
    tree.forEach((n) => { n.isOpen = n.no === root || (n.kind !== 'class' && n.children.length === 1) || path.includes(n.no); });
    if (drawn().length <= MaxDrawn) return true;
    tree.forEach((n, i) => { n.isOpen = before[i]; });
    return false;
  }

  // Which findings pass the filters.
  let passing = new Set(data.findings.map((_, i) => i));
  function ringEdges() {
    const set = new Set();
    for (const i of passing) for (const e of data.findings[i].edges) set.add(e);
    return set;
  }

  const cy = cytoscape({ container: find('.canvas'), boxSelectionEnabled: false, maxZoom: 3 });
  function colour(name) { return getComputedStyle(document.documentElement).getPropertyValue(name).trim(); }
  function style() {
    const ink = colour('--ink'), paper = colour('--paper'), soft = colour('--soft'), line = colour('--line'), error = colour('--error');
    cy.style([
      { selector: 'node', style: { label: 'data(label)', shape: 'round-rectangle', 'background-color': soft, 'border-color': line,
        'border-width': 1, color: ink, 'font-size': 12, 'text-valign': 'center', width: 'data(width)', height: 28 } },
      { selector: 'node[kind != "class"]', style: { 'border-style': 'dashed', 'border-color': ink } },
      { selector: 'node.ring', style: { 'border-color': error, 'border-width': 2, 'border-style': 'solid' } },
      { selector: 'node:selected', style: { 'border-color': colour('--focus'), 'border-width': 4 } },
      { selector: 'edge', style: { width: 1.2, 'line-color': line, 'target-arrow-color': line, 'target-arrow-shape': 'triangle',
        'curve-style': 'bezier', label: 'data(label)', 'font-size': 10, 'min-zoomed-font-size': 7, color: ink,
        'text-background-color': paper, 'text-background-opacity': 0.85, 'text-background-padding': 1 } },
      { selector: 'edge.weak', style: { 'line-style': 'dashed' } },
      { selector: 'edge.base', style: { 'target-arrow-fill': 'hollow' } },
      { selector: 'edge.ring', style: { 'line-color': error, 'target-arrow-color': error, width: 2 } },
    ]);
  }
  function short(text) { return text.length > 34 ? '\u2026' + text.slice(-33) : text; }
  function draw(keep) {
    const shown = drawn(), rings = ringEdges(), onlyRings = find('[name=rings]').checked;
    const ringed = new Set(), edges = new Map();
    data.edges.forEach((e, i) => {
      const from = drawnFor(e.from), to = drawnFor(e.to), isRing = rings.has(i);
      if (isRing) { ringed.add(from); ringed.add(to); }
      if (from === to && !(isRing && tree[from].kind === 'class') && !(e.from === e.to)) return;
      if (from === to && tree[from].kind !== 'class') return;
      if (onlyRings && !isRing) return;
      const key = from + ' ' + to + ' ' + (e.holds === 'weak' ? 'weak' : e.holds === 'base' ? 'base' : 'owner');
      const known = edges.get(key) || { from, to, labels: [], isRing: false, holds: e.holds };
      known.labels.push(e.label);
      known.isRing = known.isRing || isRing;
      edges.set(key, known);
    });
    const elements = [];
    for (const no of shown) {
      if (onlyRings && !ringed.has(no)) continue;
      const n = tree[no];
      const label = n.kind === 'class' ? short(n.label) : short(n.label) + ' (' + n.classes.length + ')';
      elements.push({ group: 'nodes', data: { id: 'n' + no, label, kind: n.kind, width: label.length * 7 + 18 },
        classes: ringed.has(no) ? 'ring' : '' });
    }
    const there = new Set(elements.map((e) => e.data.id));
    for (const [key, e] of edges) {
      if (!there.has('n' + e.from) || !there.has('n' + e.to)) continue;
      elements.push({ group: 'edges', data: { id: 'e' + key, source: 'n' + e.from, target: 'n' + e.to,
        label: e.labels.length > 2 ? e.labels.length + ' members' : short(e.labels.join(', ')) },
        classes: (e.isRing ? 'ring ' : '') + (e.holds === 'weak' ? 'weak' : e.holds === 'base' ? 'base' : '') });
    }
    cy.batch(() => { cy.elements().remove(); cy.add(elements); });
    // dagre takes long where there is much.
    const layout = there.size <= 150 && edges.size <= 400 ? { name: 'dagre', rankDir: 'LR', nodeSep: 24, rankSep: 190 } : { name: 'grid', avoidOverlap: true };
    cy.layout(Object.assign(layout, { animate: false, fit: true, padding: 20 })).run();
    if (cy.zoom() > 1.3) cy.zoom({ level: 1.3, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    tell('');
    if (keep !== undefined && cy.getElementById('n' + keep).length) select(keep);
  }
  function tell(text) {
    const classes = cy ? cy.nodes().length : 0;
    find('.told').textContent = text || classes + ' nodes for ' + data.classes.length + ' classes; ' + passing.size + ' of ' +
      data.findings.length + ' findings; choose a node, Enter expands it, Backspace collapses what it is in.';
  }
  function about(no) {
    const n = tree[no];
    if (n.kind !== 'class') return tell(n.label + ': ' + n.classes.length + ' classes. Enter expands it.');
    const c = data.classes[n.cls];
    const of = Array.from(passing).filter((i) => data.findings[i].edges.some((e) => data.edges[e].from === n.cls));
    tell(c.name + (c.place ? ', ' + c.place : '') + (of.length ? '; in ' + of.length + (of.length === 1 ? ' cycle' : ' cycles') + ' here' : ''));
  }
  function select(no) {
    cy.elements().unselect();
    const node = cy.getElementById('n' + no);
    node.select();
    if (cy.zoom() < 0.7) cy.zoom(0.9);
    cy.center(node);
    about(no);
  }
  function selected() {
    const node = cy.nodes(':selected');
    return node.length ? Number(node[0].id().slice(1)) : null;
  }
  function expand(no) {
    if (tree[no].kind === 'class' || !drawn().includes(no) || !open(no)) return;
    draw();
    select(firstDrawn(no));
  }
  function firstDrawn(no) {
    const shown = new Set(drawn());
    let at = no;
    while (!shown.has(at)) at = tree[at].children[0];
    return at; // It is there: what is expanded was drawn.
  }
  function collapse(no) {
    let at = tree[no].parent;
    while (at !== null && at !== root && tree[at].children.length === 1) at = tree[at].parent;
    if (at === null || at === root) return;
    (function close(n) { tree[n].isOpen = tree[n].kind !== 'class' && tree[n].children.length === 1 && n !== at; tree[n].children.forEach(close); })(at);
    draw(at);
  }
  function move(key) {
    const from = selected(), nodes = cy.nodes();
    if (!nodes.length) return;
    if (from === null) return select(Number(nodes[0].id().slice(1)));
    const at = cy.getElementById('n' + from).position();
    let best = null, bestCost = Infinity;
    nodes.forEach((n) => {
      const dx = n.position().x - at.x, dy = n.position().y - at.y;
      const along = { ArrowRight: dx, ArrowLeft: -dx, ArrowDown: dy, ArrowUp: -dy }[key];
      const across = key === 'ArrowRight' || key === 'ArrowLeft' ? Math.abs(dy) : Math.abs(dx);
      if (along > 1 && along + 2 * across < bestCost) { bestCost = along + 2 * across; best = n; }
    });
    if (best) select(Number(best.id().slice(1)));
  }

  cy.on('tap', 'node', (e) => { const no = Number(e.target.id().slice(1)); tree[no].kind === 'class' ? about(no) : expand(no); });
  cy.on('cxttap', 'node', (e) => collapse(Number(e.target.id().slice(1))));
  find('.canvas').addEventListener('keydown', (e) => {
    const no = selected();
    if (e.key.startsWith('Arrow')) move(e.key);
    else if (e.key === 'Enter' && no !== null) expand(no);
    else if (e.key === 'Backspace' && no !== null) collapse(no);
    else if (e.key === '+' || e.key === '-') cy.zoom({ level: cy.zoom() * (e.key === '+' ? 1.25 : 0.8), renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
    else if (e.key === 'f') cy.fit(undefined, 20);
    else return;
    e.preventDefault();
  });
  document.addEventListener('keydown', (e) => {
    if (e.key !== '/' || /INPUT|SELECT/.test(document.activeElement.tagName)) return;
    find('[name=search]').focus();
    e.preventDefault();
  });

  function search() {
    const text = find('[name=search]').value.toLowerCase(), hits = find('.hits');
    hits.textContent = '';
    if (text === '') return;
    const found = data.classes.map((c, i) => i).filter((i) => data.classes[i].name.toLowerCase().includes(text));
    for (const cls of found.slice(0, MaxHits)) {
      const item = document.createElement('li'), button = document.createElement('button');
      button.type = 'button';
      button.textContent = data.classes[cls].name;
      button.addEventListener('click', () => go(cls));
      item.append(button);
      hits.append(item);
    }
    if (found.length > MaxHits) hits.append((found.length - MaxHits) + ' more');
    if (!found.length) hits.append('no class has that in its name');
  }
  function go(cls) {
    if (!reveal(cls)) return tell('There is no room to draw what is around ' + data.classes[cls].name + '.');
    find('[name=rings]').checked = false;
    draw(leafOf[cls]);
  }
  function filter() {
    const check = find('[name=check]').value, verdict = find('[name=verdict]').value, path = find('[name=path]').value.toLowerCase();
    passing = new Set();
    data.findings.forEach((f, i) => {
      const passes = (check === '' || f.check === check) && (verdict === '' || f.verdict === verdict) &&
        (path === '' || f.file.toLowerCase().includes(path));
      if (passes) passing.add(i);
      if (rows[i]) rows[i].hidden = !passes;
      const section = sections.get('f' + (i + 1));
      if (section) section.hidden = !passes;
    });
    draw(selected() === null ? undefined : selected());
  }
  function choices(name, values) {
    for (const value of Array.from(new Set(values)).sort()) find('[name=' + name + ']').append(new Option(value, value));
  }
  choices('check', data.findings.map((f) => f.check));
  choices('verdict', data.findings.map((f) => f.verdict));
  find('[name=search]').addEventListener('input', search);
  for (const name of ['check', 'verdict']) find('[name=' + name + ']').addEventListener('change', filter);
  find('[name=path]').addEventListener('input', filter);
  find('[name=rings]').addEventListener('change', () => draw());
  find('[name=fit]').addEventListener('click', () => cy.fit(undefined, 20));
  find('form').addEventListener('submit', (e) => {
    e.preventDefault();
    const first = find('.hits button');
    if (first) first.click();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', style);
  addEventListener('beforeprint', () => { style(); cy.resize(); cy.fit(undefined, 20); });

  box.hidden = false;
  cy.resize();
  style();
  // First what rings are about, as far as that can be taken in at a glance.
  for (const f of data.findings) for (const e of f.edges) {
    const before = tree.map((n) => n.isOpen);
    for (let at = tree[leafOf[data.edges[e].from]].parent; at !== null; at = tree[at].parent) tree[at].isOpen = true;
    if (drawn().length > ComfortablyDrawn) tree.forEach((n, i) => { n.isOpen = before[i]; });
  }
  draw();
  // For who looks at the page from outside, as its test does.
  box.explorer = { cy, tree, drawn, go, expand, collapse, passing: () => passing, style };
})();

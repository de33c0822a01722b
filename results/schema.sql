-- SPDX-License-Identifier: MIT
-- Schema version 1 of a Vethlab store, in prose in README.md.
--
-- Every row of a run is keyed by (run, id) with the id that the run's writer gave it. NULL stands
-- for none. Times are simulated nanoseconds since the start of the run. Words that repeat in
-- millions of rows are kept once, in `word`; the views at the end spell everything out.

CREATE TABLE word (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);
INSERT INTO word VALUES (1, 'allow'), (2, 'drop'), (3, 'uncertain');

-- The counts are those of the flows stored so far: kept here so that a list of runs is instant.
CREATE TABLE run (
    id           INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, also after a deletion
    name         TEXT NOT NULL,
    seed         INTEGER NOT NULL, -- unsigned: negative numbers stand for 2^64 more
    dataplane    TEXT NOT NULL,
    tool_version TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('running', 'done', 'interrupted', 'failed')),
    simulated_ns INTEGER NOT NULL DEFAULT 0,
    flows        INTEGER NOT NULL DEFAULT 0,
    allowed      INTEGER NOT NULL DEFAULT 0,
    dropped      INTEGER NOT NULL DEFAULT 0,
    uncertain    INTEGER NOT NULL DEFAULT 0,
    expected     INTEGER NOT NULL DEFAULT 0,
    unexpected   INTEGER NOT NULL DEFAULT 0
);

-- When, where and from which path a run was made: the one table that differs when a run is made
-- again, and so no part of its canonical content.
CREATE TABLE execution (
    run      INTEGER PRIMARY KEY REFERENCES run ON DELETE CASCADE,
    scenario TEXT NOT NULL,
    started  TEXT NOT NULL, -- wall clock, ISO 8601 UTC
    ended    TEXT,
    host     TEXT NOT NULL,
    pid      INTEGER NOT NULL
);

-- Texts of inputs, once however many runs read them.
CREATE TABLE content (
    sha256 TEXT PRIMARY KEY,
    text   TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE input (
    run    INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path   TEXT NOT NULL, -- relative to the scenario's folder
    sha256 TEXT NOT NULL REFERENCES content,
    PRIMARY KEY (run, path)
) WITHOUT ROWID;

CREATE TABLE namespace (
    run  INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id   INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE namespace_label (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    namespace INTEGER NOT NULL,
    key       TEXT NOT NULL,
    value     TEXT NOT NULL,
    PRIMARY KEY (run, namespace, key)
) WITHOUT ROWID;

CREATE TABLE subnet (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id        INTEGER NOT NULL,
    vpc       TEXT NOT NULL,
    name      TEXT NOT NULL,
    cidr      TEXT NOT NULL,
    zone      TEXT NOT NULL,
    is_public INTEGER NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE node (
    run           INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id            INTEGER NOT NULL,
    name          TEXT NOT NULL,
    ip            TEXT NOT NULL,
    instance_type TEXT NOT NULL,
    subnet        INTEGER,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE workload (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id        INTEGER NOT NULL,
    namespace INTEGER,
    kind      TEXT NOT NULL,
    name      TEXT NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

-- An end of flows: a pod, or a host outside the cluster.
CREATE TABLE endpoint (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    ref       TEXT NOT NULL, -- 'shop/web-0[Pod]', 'host/laptop'
    ip        TEXT NOT NULL,
    namespace INTEGER,
    workload  INTEGER,
    node      INTEGER,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE endpoint_label (
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    endpoint INTEGER NOT NULL,
    key      TEXT NOT NULL,
    value    TEXT NOT NULL,
    PRIMARY KEY (run, endpoint, key)
) WITHOUT ROWID;

-- Something that can decide: a policy's rule, or (rule NULL) the policy as what isolates.
CREATE TABLE rule (
    run       INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id        INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name      TEXT NOT NULL,
    direction TEXT NOT NULL,
    path      TEXT NOT NULL, -- 'spec.ingress[0].from[1]'
    rule      INTEGER,       -- 0-based
    file      TEXT NOT NULL,
    line      INTEGER NOT NULL,
    hits      INTEGER NOT NULL DEFAULT 0, -- flows it decided
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE reason (
    run     INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id      INTEGER NOT NULL,
    code    TEXT NOT NULL,
    meaning TEXT NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

-- Lists of rules that decided together, nearest first; flows and hops refer to a whole list. An
-- empty list has no rows.
CREATE TABLE cause (
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    list     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    rule     INTEGER NOT NULL,
    PRIMARY KEY (run, list, position)
) WITHOUT ROWID;

-- Paths: lists of judgements, shared by all flows that met the same.
CREATE TABLE hop (
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    path     INTEGER NOT NULL,
    position INTEGER NOT NULL,
    leg      INTEGER NOT NULL, -- word, as the next one
    hook     INTEGER NOT NULL,
    at       TEXT NOT NULL,    -- whose: an endpoint's, node's or subnet's ref
    verdict  INTEGER NOT NULL, -- word
    reason   INTEGER,
    causes   INTEGER,          -- cause.list
    PRIMARY KEY (run, path, position)
) WITHOUT ROWID;

-- What changed while the run went on.
CREATE TABLE event (
    run   INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id    INTEGER NOT NULL,
    at_ns INTEGER NOT NULL,
    text  TEXT NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE flow (
    run         INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    id          INTEGER NOT NULL,
    name        TEXT NOT NULL,
    src         INTEGER, -- endpoint
    dst         INTEGER, -- endpoint
    protocol    INTEGER NOT NULL, -- word
    port        INTEGER NOT NULL,
    source_port INTEGER NOT NULL,
    start_ns    INTEGER NOT NULL,
    end_ns      INTEGER NOT NULL,
    verdict     INTEGER NOT NULL, -- word, as the next two
    outcome     INTEGER NOT NULL,
    hook        INTEGER NOT NULL,
    reason      INTEGER,
    causes      INTEGER, -- cause.list
    path        INTEGER, -- hop.path
    drops       INTEGER NOT NULL, -- packets
    packets     INTEGER NOT NULL,
    caveats     TEXT,    -- codes, comma separated
    expect      INTEGER, -- word
    as_expected INTEGER NOT NULL,
    PRIMARY KEY (run, id)
) WITHOUT ROWID;
CREATE INDEX flow_by_verdict ON flow (run, verdict, reason);

-- Packets judged in each interval of simulated time.
CREATE TABLE sample (
    run      INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
    at_ns    INTEGER NOT NULL,
    width_ns INTEGER NOT NULL,
    allowed  INTEGER NOT NULL,
    dropped  INTEGER NOT NULL,
    PRIMARY KEY (run, at_ns)
) WITHOUT ROWID;

-- For people with a sqlite3 shell: references and words spelled out.

CREATE VIEW causes AS
SELECT c.run, c.list, c.position, r.kind, r.namespace, r.name, r.direction, r.path, r.rule,
       r.file, r.line
FROM cause c JOIN rule r ON r.run = c.run AND r.id = c.rule;

CREATE VIEW flows AS
SELECT f.run, f.id, f.name, s.ref AS source, s.ip AS source_ip, d.ref AS destination,
       d.ip AS destination_ip, p.text AS protocol, f.port, f.start_ns / 1e9 AS start_s,
       v.text AS verdict, o.text AS outcome, h.text AS hook, r.code AS reason,
       (SELECT c.file || ':' || c.line || ' ' || c.namespace || '/' || c.name || ' ' || c.path
        FROM causes c WHERE c.run = f.run AND c.list = f.causes AND c.position = 0) AS cause,
       f.drops, f.packets, f.caveats, e.text AS expect, f.as_expected
FROM flow f
JOIN word p ON p.id = f.protocol
JOIN word v ON v.id = f.verdict
JOIN word o ON o.id = f.outcome
JOIN word h ON h.id = f.hook
LEFT JOIN word e ON e.id = f.expect
LEFT JOIN endpoint s ON s.run = f.run AND s.id = f.src
LEFT JOIN endpoint d ON d.run = f.run AND d.id = f.dst
LEFT JOIN reason r ON r.run = f.run AND r.id = f.reason;

CREATE VIEW hops AS
SELECT f.run, f.id AS flow, h.position, l.text AS leg, k.text AS hook, h.at, v.text AS verdict,
       r.code AS reason, h.causes
FROM flow f
JOIN hop h ON h.run = f.run AND h.path = f.path
JOIN word l ON l.id = h.leg
JOIN word k ON k.id = h.hook
JOIN word v ON v.id = h.verdict
LEFT JOIN reason r ON r.run = h.run AND r.id = h.reason;

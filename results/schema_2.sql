-- SPDX-License-Identifier: MIT
-- From schema version 1 to 2: backends of services, and child flows.

-- Flows with a parent, which are in none of the other counts: those are the scenario's own.
ALTER TABLE run ADD COLUMN children INTEGER NOT NULL DEFAULT 0;

ALTER TABLE flow ADD COLUMN parent INTEGER;  -- flow that this one is a step of
ALTER TABLE flow ADD COLUMN asked INTEGER;   -- endpoint: the name, where the flow asks for one
ALTER TABLE flow ADD COLUMN backend INTEGER; -- endpoint that was chosen where dst is a service
ALTER TABLE flow ADD COLUMN backend_port INTEGER;

CREATE INDEX flow_by_parent ON flow (run, parent, id) WHERE parent IS NOT NULL;
-- With the parent, so that the scenario's own flows are counted without reading rows.
DROP INDEX flow_by_verdict;
CREATE INDEX flow_by_verdict ON flow (run, verdict, reason, parent);

DROP VIEW flows;
CREATE VIEW flows AS
SELECT f.run, f.id, f.parent, f.name, s.ref AS source, s.ip AS source_ip, n.ref AS asked,
       d.ref AS destination, d.ip AS destination_ip, p.text AS protocol, f.port,
       b.ref AS backend, b.ip AS backend_ip, f.backend_port, f.start_ns / 1e9 AS start_s, v.text AS verdict, o.text AS outcome,
       h.text AS hook, r.code AS reason,
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
LEFT JOIN endpoint n ON n.run = f.run AND n.id = f.asked
LEFT JOIN endpoint d ON d.run = f.run AND d.id = f.dst
LEFT JOIN endpoint b ON b.run = f.run AND b.id = f.backend
LEFT JOIN reason r ON r.run = f.run AND r.id = f.reason;

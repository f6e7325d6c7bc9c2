-- The tables of release 0.1. A migration is numbered and never edited: what changes is a new one.

CREATE TABLE IF NOT EXISTS detections
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `tracks` Array(Int32) COMMENT 'Who it is: the same number as long as the same person is followed',
    `boxes_in_image` Array(Array(Float32)) COMMENT 'x0, y0, x1, y1 of the whole person [(4,), px, in image]',
    `scores` Array(Float32) COMMENT 'How sure the detector is, 0..1',
    `axes_in_image` Array(Array(Float32)) COMMENT 'Mid-hip, and the point half a body above it; null: not told [(2, 2), px, in image]',
    `looked` Bool COMMENT 'Whether the detector looked at this frame; between looks tracks stand still',
    `dropped` Bool COMMENT 'A live frame that was too late and was answered unseen',
    `width` UInt16 COMMENT 'Width of the picture [px]',
    `height` UInt16 COMMENT 'Height of the picture [px]',
    `frame_partition` Nullable(Int32) COMMENT 'Partition of the topic `frames`',
    `frame_offset` Nullable(Int64) COMMENT 'Offset in that partition',
    `captured_at` DateTime64(6, 'UTC') COMMENT 'When the camera took the frame, by its own clock [s since the epoch]',
    `received_at` DateTime64(6, 'UTC') COMMENT 'When the ingress got it, by the ingress\'s clock [s since the epoch]',
    `finished_at` Map(LowCardinality(String), DateTime64(6, 'UTC')) COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, frame)
TTL toDateTime(answered_at) + INTERVAL 90 DAY DELETE WHERE toUnixTimestamp(answered_at) > 0
COMMENT 'Everybody whom the detector sees, a row a frame';

CREATE TABLE IF NOT EXISTS poses2d
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `lifter` Nullable(Int32) COMMENT 'Track of the lifter; null: nobody is',
    `tracks` Array(Int32) COMMENT 'The person\'s track in `detections`',
    `scores` Array(Float32) COMMENT 'How sure the estimator is that somebody is there, 0..1',
    `joints_in_image` Array(Array(Float32)) COMMENT 'Halpe-26 joints; may lie outside the picture [(26, 2), px, in image]',
    `joint_scores` Array(Array(Float32)) COMMENT '0..1 each; 0: the model doesn\'t give this joint [(26,)]',
    `joints_std_in_image` Array(Array(Float32)) COMMENT 'Standard deviations; null: not told [(26, 2), px, in image]',
    `joints_in_body` Array(Array(Float32)) COMMENT 'The 2D model\'s own guess of depth: origin mid-hip, x right, y down, z away from the camera; null: none [(26, 3), m, in body]',
    `bar_ends_in_image` Array(Float32) COMMENT 'Ends of the sleeves [(2, 2), px, in image]',
    `bar_ends_std_in_image` Array(Float32) COMMENT 'Standard deviations [(2, 2), px, in image]',
    `bar_end_scores` Array(Float32) COMMENT 'How sure each end is, 0..1 [(2,)]',
    `bar_plates_in_image` Array(Float32) COMMENT 'Ellipse of each side\'s largest plate: x, y, long and short half axis (px), angle (deg from right to down) [(2, 5), px, deg, in image]',
    `bar_plate_scores` Array(Float32) COMMENT 'How sure each ellipse is, 0..1 [(2,)]',
    `intrinsics` Array(Float32) COMMENT 'The frame\'s fx, fy, cx, cy; null: unknown [(4,), px, in image]',
    `gravity_in_camera` Array(Float32) COMMENT 'The frame\'s unit vector of gravity; null: unknown [(3,), in camera]',
    `dropped` Bool COMMENT 'A live frame that was too late and was answered unseen',
    `width` UInt16 COMMENT 'Width of the picture [px]',
    `height` UInt16 COMMENT 'Height of the picture [px]',
    `frame_partition` Nullable(Int32) COMMENT 'Partition of the topic `frames`',
    `frame_offset` Nullable(Int64) COMMENT 'Offset in that partition',
    `captured_at` DateTime64(6, 'UTC') COMMENT 'When the camera took the frame, by its own clock [s since the epoch]',
    `received_at` DateTime64(6, 'UTC') COMMENT 'When the ingress got it, by the ingress\'s clock [s since the epoch]',
    `finished_at` Map(LowCardinality(String), DateTime64(6, 'UTC')) COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, frame)
COMMENT 'Joints and bar in the picture, a row a frame';

CREATE TABLE IF NOT EXISTS poses3d
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `track` Nullable(Int32) COMMENT 'The lifter\'s track in `detections`',
    `joints_in_world` Array(Float32) COMMENT 'Halpe-26 joints; NaN: not given [(26, 3), m, in world]',
    `joints_std_in_world` Array(Float32) COMMENT 'Standard deviation per axis, relative to the mid-hip [(26, 3), m, in world]',
    `joint_scores` Array(Float32) COMMENT 'How well each joint was seen, 0..1 [(26,)]',
    `root_std` Array(Float32) COMMENT 'Standard deviation of the mid-hip [(3,), m, in world]',
    `angles_deg` Array(Float32) COMMENT 'Joint angles [(7,), deg, in body]',
    `angles_std_deg` Array(Float32) COMMENT 'Their own standard deviations [(7,), deg, in body]',
    `depth_margin_m` Nullable(Float32) COMMENT 'Height of the hip crease above the top of the knee, worse side [m]',
    `depth_margin_std_m` Nullable(Float32) COMMENT 'Its standard deviation [m]',
    `bar_ends_in_world` Array(Float32) COMMENT 'Points of its axis 1.1 m from its centre, the lifter\'s left first [(2, 3), m, in world]',
    `bar_ends_std_in_world` Array(Float32) COMMENT 'Standard deviation per axis [(2, 3), m, in world]',
    `gravity` LowCardinality(String) COMMENT 'Where `up` comes from',
    `scale` LowCardinality(String) COMMENT 'What the metres were scaled by',
    `dropped` Bool COMMENT 'A live frame that was too late and was answered unseen',
    `frame_partition` Nullable(Int32) COMMENT 'Partition of the topic `frames`',
    `frame_offset` Nullable(Int64) COMMENT 'Offset in that partition',
    `captured_at` DateTime64(6, 'UTC') COMMENT 'When the camera took the frame, by its own clock [s since the epoch]',
    `received_at` DateTime64(6, 'UTC') COMMENT 'When the ingress got it, by the ingress\'s clock [s since the epoch]',
    `finished_at` Map(LowCardinality(String), DateTime64(6, 'UTC')) COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, frame)
COMMENT 'The lifter and the bar in metres, a row a frame';

CREATE TABLE IF NOT EXISTS form
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `lift` LowCardinality(Nullable(String)) COMMENT 'Which lift; null: not known yet',
    `phase` LowCardinality(String) COMMENT 'Where in the lift the lifter is',
    `set` Nullable(UInt16) COMMENT 'Number of the set, from 0; null: between sets',
    `rep` Nullable(UInt16) COMMENT 'Index of the rep under way; null: none is',
    `reps` UInt16 COMMENT 'Reps of this set that are over',
    `angles_deg` Array(Float32) COMMENT 'Joint angles; null: nobody there [(7,), deg, in body]',
    `angles_std_deg` Array(Float32) COMMENT 'Their own standard deviations; null: nobody there [(7,), deg, in body]',
    `dropped` Bool COMMENT 'A live frame that was too late and was answered unseen',
    `frame_partition` Nullable(Int32) COMMENT 'Partition of the topic `frames`',
    `frame_offset` Nullable(Int64) COMMENT 'Offset in that partition',
    `captured_at` DateTime64(6, 'UTC') COMMENT 'When the camera took the frame, by its own clock [s since the epoch]',
    `received_at` DateTime64(6, 'UTC') COMMENT 'When the ingress got it, by the ingress\'s clock [s since the epoch]',
    `finished_at` Map(LowCardinality(String), DateTime64(6, 'UTC')) COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, frame)
COMMENT 'What the judge makes of each frame, a row a frame; what it brought lies in the tables below';

CREATE TABLE IF NOT EXISTS sets
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `set` UInt16 COMMENT 'Number of the set in its session, from 0',
    `lift` LowCardinality(String) COMMENT 'Which lift',
    `lift_confidence` Nullable(Float32) COMMENT 'How sure that is, 0..1; 1 where it was told. Null: the set still runs',
    `start_s` Float64 COMMENT 'Media time of unrack, or of the first rep [s]',
    `end_s` Nullable(Float64) COMMENT 'Media time of re-rack, or of the end of the last rep [s]. Null: the set still runs',
    `reps` Nullable(UInt16) COMMENT 'How many reps, incomplete ones included. Null: the set still runs',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(frame)
ORDER BY (session, run, camera, set)
COMMENT 'Sets; the row of a set that is over takes the place of the one that it began with';

CREATE TABLE IF NOT EXISTS reps
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `set` UInt16 COMMENT 'Number of the set in its session, from 0',
    `rep` UInt16 COMMENT 'Which rep of its set, from 0',
    `start_s` Float64 COMMENT 'Media time at which it begins [s]',
    `bottom_s` Float64 COMMENT 'Media time of the lowest mid-hip (squat) or bar [s]',
    `end_s` Float64 COMMENT 'Media time at which it is over [s]',
    `complete` Bool COMMENT 'Down and up the whole way',
    `metric_names` Array(LowCardinality(String)) COMMENT 'By name: see `contracts.vocabulary.METRICS`. Here: the names',
    `metric_values` Array(Float64) COMMENT 'The quantity [see `unit`]',
    `metric_stds` Array(Float64) COMMENT 'Its standard deviation [see `unit`]',
    `metric_units` Array(LowCardinality(String)) COMMENT 'One of: s, m, deg, m/s',
    `metric_seen` Array(Float32) COMMENT 'Share of the frames behind it in which the joints were seen, 0..1',
    `check_rules` Array(LowCardinality(String)) COMMENT 'The rule',
    `check_answers` Array(LowCardinality(String)) COMMENT 'What can be said',
    `check_whys` Array(String) COMMENT 'The reason, in words for the lifter',
    `check_at_s` Array(Float64) COMMENT 'Media time of the frame that shows it [s]',
    `cues` Array(LowCardinality(String)) COMMENT 'What to change',
    `cue_severities` Array(LowCardinality(String)) COMMENT 'How much it matters',
    `cue_texts` Array(String) COMMENT 'The words for the lifter',
    `cue_whys` Array(String) COMMENT 'The measurement behind it, in words',
    `cue_at_s` Array(Float64) COMMENT 'Media time of the frame that shows it [s]',
    `cue_frames` Array(UInt32) COMMENT 'Index of the frame that shows it',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, set, rep)
COMMENT 'Repetitions, each with its metrics, checks and cues';

CREATE TABLE IF NOT EXISTS verdicts
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `set` UInt16 COMMENT 'Number of the set in its session, from 0',
    `rep` UInt16 COMMENT 'Which rep of its set, from 0',
    `rule` LowCardinality(String) COMMENT 'The rule',
    `answer` LowCardinality(String) COMMENT 'What can be said',
    `why` String COMMENT 'The reason, in words for the lifter',
    `at_s` Float64 COMMENT 'Media time of the frame that shows it [s]',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, set, rep, rule)
COMMENT 'Rules that were checked, each as soon as it could be';

CREATE TABLE IF NOT EXISTS lights
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `set` UInt16 COMMENT 'Number of the set in its session, from 0',
    `rep` UInt16 COMMENT 'Which rep of its set, from 0',
    `light` LowCardinality(String) COMMENT 'White: good lift; red: no lift; unlit: can\'t be told',
    `rules` Array(LowCardinality(String)) COMMENT 'The rules behind it',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, set, rep)
COMMENT 'What the referee\'s light would be for each rep';

CREATE TABLE IF NOT EXISTS cues
(
    `session` String COMMENT 'Id of the session: one run of one camera from first frame to end',
    `run` LowCardinality(String) COMMENT 'Hash of everything that shapes the answer: see contracts/run.py',
    `camera` LowCardinality(String) COMMENT 'Which camera of the session; "" where there is one',
    `frame` UInt32 COMMENT 'Index of the frame in its session, from 0',
    `pts` Float64 COMMENT 'Media time of the frame, from the first shown one [s]',
    `set` UInt16 COMMENT 'Number of the set in its session, from 0',
    `rep` UInt16 COMMENT 'Which rep of its set, from 0',
    `cue` LowCardinality(String) COMMENT 'What to change',
    `severity` LowCardinality(String) COMMENT 'How much it matters',
    `text` String COMMENT 'The words for the lifter',
    `why` String COMMENT 'The measurement behind it, in words',
    `at_s` Float64 COMMENT 'Media time of the frame that shows it [s]',
    `shown_by_frame` UInt32 COMMENT 'Index of the frame that shows it',
    `answered_at` DateTime64(6, 'UTC') COMMENT 'When each stage finished the frame, by the stage\'s name [s since the epoch]. Here: the stage that writes the topic'
)
ENGINE = ReplacingMergeTree(answered_at)
ORDER BY (session, run, camera, set, rep, cue, frame)
COMMENT 'Cues, as they fired';

CREATE TABLE IF NOT EXISTS sessions
(
    `session` String COMMENT 'Id of the session',
    `state` LowCardinality(String) COMMENT 'How far it has come',
    `reason` String COMMENT 'Why it failed or was cancelled; ""',
    `name` String COMMENT 'What the user calls it: the name of the uploaded file; ""',
    `owner` String COMMENT 'Whose it is; "": of whoever runs the machine',
    `lifter` String COMMENT 'Name of the lifter; ""',
    `lift` LowCardinality(String) COMMENT 'Which lift the user says it is',
    `load_kg` Nullable(Float32) COMMENT 'What is on the bar, bar included; null: not told [kg]',
    `height_m` Nullable(Float32) COMMENT 'The lifter\'s height; null: not told [m]',
    `plate_diameter_m` Float32 COMMENT 'Diameter of the largest plates [m]',
    `profile` LowCardinality(String) COMMENT 'Whose rules: name of a federation profile',
    `lifter_hint_frame` Nullable(UInt32) COMMENT 'Index of the frame that was tapped',
    `lifter_hint_in_image` Array(Float32) COMMENT 'Where it was tapped [(2,), px, in image]',
    `video_width` Nullable(UInt32) COMMENT 'Width of the pictures as they are shown [px]',
    `video_height` Nullable(UInt32) COMMENT 'Height of the pictures as they are shown [px]',
    `video_duration_s` Nullable(Float64) COMMENT 'How long it is; null: it doesn\'t say [s]',
    `video_fps` Nullable(Float64) COMMENT 'Frames per second on average; null: it doesn\'t say [1/s]',
    `delivery` LowCardinality(String) COMMENT 'Live drops frames that come too late; lossless never',
    `cameras` Array(String) COMMENT 'Names of its cameras',
    `parent` Nullable(String) COMMENT 'The session that this one replays; null: none',
    `runs` Array(String) COMMENT 'Every run over its frames, the primary one first. Here: their ids; what they are stands in the table `runs`',
    `frames` UInt32 COMMENT 'Frames that were answered so far',
    `frames_expected` Nullable(UInt32) COMMENT 'How many frames there will be; null: not known',
    `frames_dropped` UInt32 COMMENT 'Frames that were answered unseen',
    `created_at` DateTime64(6, 'UTC') COMMENT 'When it was made, by the ingress\'s clock [s since the epoch]',
    `updated_at` DateTime64(6, 'UTC') COMMENT 'When this message was written [s since the epoch]',
    `media` Nullable(String) COMMENT 'Media key of the original; null: none was kept',
    `notes` String COMMENT 'The user\'s own words'
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (session)
COMMENT 'Sessions, each as its newest message tells it';

CREATE TABLE IF NOT EXISTS runs
(
    `session` String COMMENT 'Id of the session',
    `run` LowCardinality(String) COMMENT 'Every run over its frames, the primary one first. Here: the run\'s id',
    `models` Map(LowCardinality(String), String) COMMENT 'By role, the judge too: `name@<first 8 of the sha256 of weights or rules>.<code revision>`',
    `lift` LowCardinality(String) COMMENT 'Which lift the user says it is; auto: not told',
    `height_m` Nullable(Float32) COMMENT 'The lifter\'s height; null: not told [m]',
    `plate_diameter_m` Float32 COMMENT 'Diameter of the largest plates [m]',
    `profile` LowCardinality(String) COMMENT 'Whose rules and thresholds: name of a federation profile',
    `lifter_hint_frame` Nullable(UInt32) COMMENT 'Index of the frame that was tapped',
    `lifter_hint_in_image` Array(Float32) COMMENT 'Where it was tapped [(2,), px, in image]',
    `updated_at` DateTime64(6, 'UTC') COMMENT 'When this message was written [s since the epoch]'
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY (session, run)
COMMENT 'What shaped the answers: each run of each session';

CREATE TABLE IF NOT EXISTS dead_letters
(
    `stage` LowCardinality(String) COMMENT 'Who gave it up',
    `reason` String COMMENT 'Why, in one sentence',
    `topic` LowCardinality(String) COMMENT 'Where it came from',
    `partition` Int32 COMMENT 'Its partition',
    `offset` Int64 COMMENT 'Its offset',
    `key` String COMMENT 'Its key: the session\'s id, or what stood there',
    `value` String COMMENT 'Its value as it came',
    `headers` Map(String, String) COMMENT 'Its headers as they came',
    `failed_at` DateTime64(6, 'UTC') COMMENT 'When it was given up [s since the epoch]'
)
ENGINE = ReplacingMergeTree(failed_at)
ORDER BY (stage, topic, partition, offset)
TTL toDateTime(failed_at) + INTERVAL 30 DAY DELETE WHERE toUnixTimestamp(failed_at) > 0
COMMENT 'Messages that a stage could not answer, each with its reason';

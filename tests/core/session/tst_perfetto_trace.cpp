// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/perfetto_packet.h"
#include "core/session/perfetto_trace.h"

#include "tests/core/session/sample_run.h"

#include <QFile>
#include <QHash>
#include <QMap>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QVariant>

#include <protozero/pbf_reader.hpp>

#include <array>

namespace lanescope::session {
namespace {

// Made by an independent encoder: a process, a thread, a counter and a state track; a slice with a flow, a
// counter value, a state.
constexpr char kGolden[] = "0a1640e80750016801e2030c08011a08082a320464656d6f0a1a40e8075001e203120802220e082a102b2a087"
                           "76f726b65722d300a1d40e807"
                           "5001e2031508032801120b71756575652064657074684202180"
                           "20a1f40e8075001e2031708042801120e776f726b65722d302073746174659201000a1c40d00f50015a154801"
                           "5802ba01047461736bf902070"
                           "0000000000000"
                           "0a0e40d00f50015a0748045803f001050a1d40c41350015a1648055804ba010f626c6f636b65643a206c6f636"
                           "b20410a0b40882750015a0448"
                           "025802";

struct Event {
    quint64 time = 0;
    int type = 0;
    quint64 track = 0;
    std::string name;
    std::vector<quint64> flows;
    QMap<std::string, QVariant> facts;
};

class TestPerfettoTrace : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    store::SnapshotPtr m_snapshot = sample::run({9, 2, 2, 3, false});
    std::vector<Event> m_events;
    QSet<quint64> m_tracks;
    bool m_everyPacketHasASequence = true;
    bool m_tracksBeforeEvents = true;

    void readDescriptor(protozero::pbf_reader message)
    {
        while (message.next()) {
            if (message.tag() == 1)
                m_tracks << message.get_uint64();
            else
                message.skip();
        }
    }
    static std::pair<std::string, QVariant> readFact(protozero::pbf_reader message)
    {
        std::pair<std::string, QVariant> fact;
        while (message.next()) {
            switch (message.tag()) {
            case 5:
                fact.second = message.get_double();
                break;
            case 6:
                fact.second = QString::fromStdString(message.get_string());
                break;
            case 10:
                fact.first = message.get_string();
                break;
            default:
                message.skip();
            }
        }
        return fact;
    }
    Event readEvent(protozero::pbf_reader message, quint64 time)
    {
        Event event;
        event.time = time;
        while (message.next()) {
            switch (message.tag()) {
            case 9:
                event.type = message.get_int32();
                break;
            case 11:
                event.track = message.get_uint64();
                break;
            case 23:
                event.name = message.get_string();
                break;
            case 4: {
                const auto [name, value] = readFact(message.get_message());
                event.facts[name] = value;
                break;
            }
            case 47:
                event.flows.push_back(message.get_fixed64());
                break;
            default:
                message.skip();
            }
        }
        return event;
    }
    void readPacket(protozero::pbf_reader packet)
    {
        quint64 time = 0;
        quint64 sequence = 0;
        while (packet.next()) {
            switch (packet.tag()) {
            case 8:
                time = packet.get_uint64();
                break;
            case 10:
                sequence = packet.get_uint32();
                break;
            case 11:
                m_events.push_back(readEvent(packet.get_message(), time));
                m_tracksBeforeEvents = m_tracksBeforeEvents && m_tracks.contains(m_events.back().track);
                break;
            case 60:
                readDescriptor(packet.get_message());
                break;
            default:
                packet.skip();
            }
        }
        m_everyPacketHasASequence = m_everyPacketHasASequence && sequence != 0;
    }

private Q_SLOTS:
    void packetsAreTheGoldenBytes()
    {
        const std::array<std::uint64_t, 1> flow{7};
        const std::string bytes =
            perfetto::processTrack(1000, TrackId{1}, 42, "demo", perfetto::Position::First) +
            perfetto::threadTrack(1000, TrackId{2}, 42, 43, "worker-0") +
            perfetto::counterTrack(1000, TrackId{3}, TrackId{1}, "queue depth", perfetto::Unit::Count) +
            perfetto::stateTrack(1000, TrackId{4}, TrackId{1}, "worker-0 state") +
            perfetto::sliceBegin(2000, TrackId{2}, "task", flow) + perfetto::counterValue(2000, TrackId{3}, 5) +
            perfetto::state(2500, TrackId{4}, "blocked: lock A") + perfetto::sliceEnd(5000, TrackId{2});
        QCOMPARE(QByteArray::fromStdString(bytes).toHex(), QByteArray(kGolden));
    }

    void readsBack()
    {
        const QString path = m_folder.filePath(QStringLiteral("run.pftrace"));
        const Status written = writePerfettoTrace(*m_snapshot, path);
        QVERIFY2(written.ok(), written.error().c_str());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        protozero::pbf_reader trace(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        while (trace.next(1))
            readPacket(trace.get_message());
        QVERIFY(m_everyPacketHasASequence);
        QVERIFY(m_tracksBeforeEvents);
        QVERIFY(m_events.size() > 1000);
    }

    void packetsAreInOrderOfTime()
    {
        QVERIFY(std::is_sorted(m_events.begin(), m_events.end(),
                               [](const Event& a, const Event& b) { return a.time < b.time; }));
    }

    void slicesAreBalancedOnEachTrack()
    {
        QHash<quint64, int> depth;
        int deepest = 0;
        for (const Event& event : m_events) {
            int& open = depth[event.track];
            if (event.type == 1)
                deepest = std::max(deepest, ++open);
            else if (event.type == 2)
                QVERIFY(--open >= 0);
        }
        for (const int open : std::as_const(depth))
            QCOMPARE(open, 0);
        QVERIFY(deepest >= 3); // a task, a task inside, a wait inside that
    }

    void flowsHaveTwoEnds()
    {
        QHash<quint64, int> ends;
        for (const Event& event : m_events) {
            for (const quint64 flow : event.flows)
                ++ends[flow];
        }
        QCOMPARE(ends.size(), qsizetype(m_snapshot->flows->size()));
        for (const int count : std::as_const(ends))
            QCOMPARE(count, 2);
    }

    void countersAndStatesAreThere()
    {
        qsizetype samples = 0;
        for (const store::Object& object : *m_snapshot->objects)
            samples += object.row ? qsizetype(m_snapshot->row(*object.row).samples.size()) : 0;
        QCOMPARE(std::count_if(m_events.begin(), m_events.end(), [](const Event& e) { return e.type == 4; }), samples);
        QVERIFY(std::any_of(m_events.begin(), m_events.end(),
                            [](const Event& e) { return e.type == 5 && e.name == "lock wait frontier"; }));
        QVERIFY(std::any_of(m_events.begin(), m_events.end(),
                            [](const Event& e) { return e.type == 3 && e.name == "per_domain = 8"; }));
    }

    void requestsTellWhatTheirSlicesDoNot()
    {
        std::size_t told = 0;
        bool anyNote = false;
        for (const Event& event : m_events) {
            if (event.facts.isEmpty())
                continue;
            ++told;
            QVERIFY(event.facts["url"].toString().startsWith(QStringLiteral("http://127.0.0.2:8080/page/")));
            QVERIFY(event.facts["status"].toInt() >= 200);
            QVERIFY(event.facts["queued ms"].toDouble() > 0);
            QVERIFY(!event.facts["held most by"].toString().isEmpty());
            anyNote = anyNote || event.facts.contains("note");
        }
        QCOMPARE(told, m_snapshot->requests->recent.size());
        QVERIFY(anyNote);
    }

    void emptyRunGivesAFile()
    {
        const QString path = m_folder.filePath(QStringLiteral("empty.pftrace"));
        QVERIFY(writePerfettoTrace(*store::Snapshot::empty(), path).ok());
        QVERIFY(QFile::exists(path));
        QVERIFY(!writePerfettoTrace(*m_snapshot, QStringLiteral("/dev/full")).ok());
    }
};

} // namespace
} // namespace lanescope::session

QTEST_GUILESS_MAIN(lanescope::session::TestPerfettoTrace)
#include "tst_perfetto_trace.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/wait_graph_reading.h"

#include "core/session/words.h"
#include "ui/timeline/row_facts.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>
#include <set>

namespace lanescope::panels {
namespace {

using store::Snapshot;

QString text(const char* source) { return QCoreApplication::translate("lanescope::panels", source); }

GraphKey threadKey(std::uint32_t index) { return {GraphKey::Kind::Thread, index}; }
GraphKey objectKey(std::uint32_t index) { return {GraphKey::Kind::Object, index}; }

/// Reads the edges, then looks for a ring, then finds the words.
class Reading {
public:
    explicit Reading(const Snapshot& snapshot)
        : m_snapshot(snapshot)
    {
    }

    WaitGraph graph()
    {
        readWaits();
        findRing();
        for (const auto& [thread, wait] : m_waits)
            addWait(thread, wait);
        addHolds();
        addNodes();
        if (!m_ring.empty()) {
            m_out.isDeadlock = true;
            m_out.ring = m_ring;
            m_out.sentence = sentence();
        }
        return std::move(m_out);
    }

private:
    struct WaitNow {
        std::uint32_t object = 0;
        std::int64_t sinceNs = 0;
    };

    void readWaits()
    {
        for (std::uint32_t i = 0; i < m_snapshot.threads->size(); ++i) {
            const store::Thread& thread = (*m_snapshot.threads)[i];
            const auto& open = m_snapshot.row(thread.stateRow).open;
            if (thread.endNs || thread.isOurOwn || !open || !session::isWait(open->state))
                continue;
            if (open->subject < m_snapshot.objects->size())
                m_waits[i] = {open->subject, open->startNs};
        }
    }
    std::optional<std::uint32_t> ownerOf(std::uint32_t object) const
    {
        const auto& owner = (*m_snapshot.objects)[object].owner;
        if (!owner || static_cast<std::size_t>(*owner) >= m_snapshot.threads->size())
            return std::nullopt;
        return static_cast<std::uint32_t>(*owner);
    }
    bool persists(const WaitNow& wait) const { return m_snapshot.endNs - wait.sinceNs >= kPersistsNs; }

    // A thread waits for one object, and that has one owner: every way through the graph is a chain, which ends, or
    // leads into a ring.
    void findRing()
    {
        for (const auto& [start, ignored] : m_waits) {
            std::vector<std::uint32_t> chain;
            std::optional<std::uint32_t> at = start;
            while (at && std::find(chain.begin(), chain.end(), *at) == chain.end()) {
                const auto wait = m_waits.find(*at);
                if (wait == m_waits.end() || !persists(wait->second)) {
                    at.reset();
                    break;
                }
                chain.push_back(*at);
                at = ownerOf(wait->second.object);
            }
            if (!at)
                continue;
            m_ring.assign(std::find(chain.begin(), chain.end(), *at), chain.end());
            std::rotate(m_ring.begin(), std::min_element(m_ring.begin(), m_ring.end()), m_ring.end());
            break;
        }
        for (const std::uint32_t thread : m_ring) {
            m_inRing.insert(threadKey(thread));
            m_inRing.insert(objectKey(m_waits.at(thread).object));
        }
    }

    QString threadName(std::uint32_t thread) const { return timeline::threadName(m_snapshot, thread); }
    QString objectName(std::uint32_t object) const { return timeline::objectName(m_snapshot, object); }
    QString since(std::int64_t sinceNs) const
    {
        return timeline::durationText(std::max<std::int64_t>(0, m_snapshot.endNs - sinceNs));
    }

    void addWait(std::uint32_t thread, const WaitNow& wait)
    {
        const QString length = since(wait.sinceNs);
        const QString tip =
            text("%1 has waited for “%2” for %3.").arg(threadName(thread), objectName(wait.object), length);
        const bool inRing = m_inRing.contains(threadKey(thread)) && m_inRing.contains(objectKey(wait.object));
        m_out.edges.push_back(
            {GraphEdge::Kind::Waits, threadKey(thread), objectKey(wait.object), length, tip, inRing});
    }
    void addHolds()
    {
        std::set<std::uint32_t> wanted;
        for (const auto& [thread, wait] : m_waits)
            wanted.insert(wait.object);
        for (std::uint32_t object = 0; object < m_snapshot.objects->size(); ++object) {
            const auto owner = ownerOf(object);
            if (owner && (wanted.contains(object) || m_waits.contains(*owner)))
                addHold(object, *owner);
        }
    }
    void addHold(std::uint32_t object, std::uint32_t owner)
    {
        const auto& row = (*m_snapshot.objects)[object].row;
        const auto open = row ? m_snapshot.row(*row).open : std::nullopt;
        const QString length = open ? since(open->startNs) : QString();
        const QString tip = length.isEmpty()
                                ? text("%1 has “%2”.").arg(threadName(owner), objectName(object))
                                : text("%1 has held “%2” for %3.").arg(threadName(owner), objectName(object), length);
        const bool inRing = m_inRing.contains(threadKey(owner)) && m_inRing.contains(objectKey(object));
        m_out.edges.push_back({GraphEdge::Kind::Holds, objectKey(object), threadKey(owner), length, tip, inRing});
    }
    void addNodes()
    {
        std::set<GraphKey> keys;
        for (const GraphEdge& edge : m_out.edges) {
            keys.insert(edge.from);
            keys.insert(edge.to);
        }
        for (const GraphKey& key : keys)
            m_out.nodes.push_back({key, nameOf(key), detailOf(key), m_inRing.contains(key)});
    }
    QString nameOf(const GraphKey& key) const
    {
        return key.kind == GraphKey::Kind::Thread ? threadName(key.index) : objectName(key.index);
    }
    QString detailOf(const GraphKey& key) const
    {
        if (key.kind == GraphKey::Kind::Object)
            return timeline::objectKindName((*m_snapshot.objects)[key.index].kind);
        const store::Thread& thread = (*m_snapshot.threads)[key.index];
        const auto task = timeline::taskAt(m_snapshot, thread, m_snapshot.endNs - 1);
        const QString taskName = timeline::toQString(m_snapshot.name(task.name));
        return taskName.isEmpty() ? text("tid %1").arg(thread.tid) : taskName;
    }

    QString sentence() const
    {
        std::int64_t closedNs = 0;
        QStringList sides;
        for (std::size_t i = 0; i < m_ring.size(); ++i) {
            const WaitNow& wait = m_waits.at(m_ring[i]);
            closedNs = std::max(closedNs, wait.sinceNs);
            const std::uint32_t before = m_ring[(i + m_ring.size() - 1) % m_ring.size()];
            const QString name = threadName(m_ring[i]);
            sides << (m_ring.size() == 1
                          ? text("%1 waits for “%2”, which it holds itself").arg(name, objectName(wait.object))
                          : text("%1 holds “%2” and waits for “%3”")
                                .arg(name, objectName(m_waits.at(before).object), objectName(wait.object)));
        }
        return text("Deadlock since %1 s: %2.")
            .arg(QLocale().toString(m_snapshot.seconds(closedNs), 'f', 3), sides.join(text("; ")));
    }

    const Snapshot& m_snapshot;
    std::map<std::uint32_t, WaitNow> m_waits; // by thread
    std::vector<std::uint32_t> m_ring;        // threads; each waits for what the next one holds
    std::set<GraphKey> m_inRing;
    WaitGraph m_out;
};

} // namespace

WaitGraph readWaitGraph(const Snapshot& snapshot) { return Reading(snapshot).graph(); }

} // namespace lanescope::panels

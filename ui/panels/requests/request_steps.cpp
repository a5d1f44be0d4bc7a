// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/requests/request_steps.h"

#include "ui/panels/requests/request_text.h"
#include "ui/theme/gate_style.h"
#include "ui/timeline/time_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace lanescope::panels {

using store::Request;
using store::State;
using trace::RequestOutcome;
using trace::RequestPhase;

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(lanescope::panels::RequestStory)
};

class StoryWriter {
public:
    explicit StoryWriter(const Request& request)
        : m_request(request)
    {
    }

    RequestStory write()
    {
        m_story.queuedNs = m_request.phase(RequestPhase::Queued);
        writeHolds();
        if (wasSent(m_request))
            writeWire();
        writeParsing();
        m_story.lengthNs = m_atNs;
        return std::move(m_story);
    }

private:
    void writeHolds()
    {
        for (std::size_t gate = 0; gate < Request::kGates; ++gate) {
            if (m_request.heldNs[gate] > 0)
                m_story.holds.push_back({static_cast<trace::RequestGate>(gate), m_request.heldNs[gate]});
        }
        std::stable_sort(m_story.holds.begin(), m_story.holds.end(),
                         [](const RequestHold& a, const RequestHold& b) { return a.durationNs > b.durationNs; });
    }

    void writeWire()
    {
        add(RequestPhase::Resolve, State::RequestResolve, Words::tr("DNS"), Words::tr("address known"));
        const bool answered = m_request.phase(RequestPhase::FirstByte) > 0 || m_request.phase(RequestPhase::Body) > 0;
        add(RequestPhase::Connect, State::RequestConnect, Words::tr("connect + TLS"),
            answered ? Words::tr("connection reused") : Words::tr("never reached"));
        if (m_request.phase(RequestPhase::FirstByte) > 0)
            add(RequestPhase::FirstByte, State::RequestFirstByte, Words::tr("first byte"), {});
        if (m_request.phase(RequestPhase::Body) > 0)
            add(RequestPhase::Body, State::RequestBody, Words::tr("body"), {});
        m_atNs = std::max(m_atNs, m_request.endNs - m_request.startNs);
    }

    void writeParsing()
    {
        for (const auto& [phase, state, name] :
             {std::tuple{RequestPhase::ParseQueue, State::RequestParseQueue, Words::tr("parse queue")},
              std::tuple{RequestPhase::Parse, State::RequestParse, Words::tr("parse")}}) {
            if (m_request.phase(phase) > 0)
                add(phase, state, name, {});
        }
    }

    void add(RequestPhase phase, State state, const QString& name, const QString& otherwise)
    {
        const std::int64_t durationNs = std::max<std::int64_t>(m_request.phase(phase), 0);
        m_story.steps.push_back({phase, state, name, m_atNs, durationNs, durationNs > 0 ? QString() : otherwise});
        // Durations come from a recording, which may state any.
        constexpr std::int64_t kLongest = std::int64_t{1} << 60;
        m_atNs = std::min(m_atNs + std::min(durationNs, kLongest), kLongest);
    }

    const Request& m_request;
    RequestStory m_story;
    std::int64_t m_atNs = 0;
};

} // namespace

RequestStory requestStory(const Request& request)
{
    return StoryWriter(request).write();
}

QString storyText(const RequestStory& story)
{
    QStringList parts;
    if (story.queuedNs > 0)
        parts << Words::tr("queued %1").arg(timeline::durationText(story.queuedNs));
    for (const RequestHold& hold : story.holds)
        parts << Words::tr("held by %1 %2").arg(theme::gateName(hold.gate), timeline::durationText(hold.durationNs));
    for (const RequestStep& step : story.steps) {
        parts << (step.instead.isEmpty() ? Words::tr("%1 %2").arg(step.name, timeline::durationText(step.durationNs))
                                         : Words::tr("%1: %2").arg(step.name, step.instead));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace lanescope::panels

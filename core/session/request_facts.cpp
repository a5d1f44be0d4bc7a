// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/request_facts.h"

#include "core/session/words.h"
#include "core/trace/gate_words.h"

namespace lanescope::session {

using namespace store;
using trace::RequestGate;
using trace::RequestPhase;

namespace {

std::uint64_t keyOf(ProcessIndex process, std::uint32_t id)
{
    return std::uint64_t{static_cast<std::uint32_t>(process)} << 32 | id;
}

double milliseconds(std::int64_t ns)
{
    return static_cast<double>(ns) / 1e6;
}

} // namespace

RequestIndex::RequestIndex(const Snapshot& snapshot)
{
    for (const Request& request : snapshot.requests->recent)
        m_requests[keyOf(request.process, request.id)] = &request;
}

const Request* RequestIndex::find(ProcessIndex process, std::uint32_t id) const
{
    const auto known = m_requests.find(keyOf(process, id));
    return known == m_requests.end() ? nullptr : known->second;
}

std::vector<RequestFact> requestFacts(const Request& request)
{
    std::vector<RequestFact> facts{{"outcome", std::string(outcomeWord(request)), 0},
                                   {"status", {}, static_cast<double>(request.httpStatus)},
                                   {"bytes", {}, static_cast<double>(request.bytes)}};
    if (!request.url.empty())
        facts.push_back({"url", request.url, 0});
    // Before the wire and after it; what is between has slices of its own.
    for (const RequestPhase phase : {RequestPhase::Queued, RequestPhase::ParseQueue, RequestPhase::Parse}) {
        if (request.phase(phase) > 0)
            facts.push_back({std::string(phaseWord(phase)) + " ms", {}, milliseconds(request.phase(phase))});
    }
    if (const auto gate = request.heldMostBy())
        facts.push_back({"held most by", std::string(trace::gateWord(*gate)), 0});
    for (std::size_t gate = 0; gate < Request::kGates; ++gate) {
        if (request.heldNs[gate] > 0)
            facts.push_back({"held by " + std::string(trace::gateWord(static_cast<RequestGate>(gate))) + " ms",
                             {},
                             milliseconds(request.heldNs[gate])});
    }
    if (!request.note.empty())
        facts.push_back({"note", request.note, 0});
    return facts;
}

} // namespace lanescope::session

// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crawl/scenarios/text_knobs.h"

#include "core/crawl/frontier/retry_codes.h"
#include "core/crawl/url/url_patterns.h"

#include <QCoreApplication>

namespace lanescope::crawl {

using namespace Qt::StringLiterals;

namespace {

template <class T>
QString errorOf(const Result<T>& result)
{
    return result ? QString() : QString::fromStdString(result.error());
}

/// As the knob's text is read, see declareRequests().
QString nameComplaint(const QString& text)
{
    if (!text.toLatin1().simplified().isEmpty())
        return {};
    return QCoreApplication::translate(
        "TextKnobs", "user_agent: a crawl says who it is; without a name it would pass for a browser. "
                     "Name it, best with an address where its owner is found.");
}

QString complaintIn(const scenario::Context& context, const QString& knob)
{
    return scenario::indexOf(context.knobs(), knob) < 0
               ? QString()
               : textComplaint(knob, context.text(knob.toLatin1().constData()));
}

} // namespace

QString textComplaint(const QString& knob, const QString& text)
{
    if (knob == "allow"_L1)
        return errorOf(UrlPatterns::compile(text, {}));
    if (knob == "deny"_L1)
        return errorOf(UrlPatterns::compile({}, text));
    if (knob == "retry_http_codes"_L1)
        return errorOf(retryCodesFrom(text));
    return knob == "user_agent"_L1 ? nameComplaint(text) : QString();
}

QString textComplaint(const scenario::Context& context)
{
    for (const scenario::Knob& knob : context.knobs()) {
        if (const QString complaint = complaintIn(context, knob.name); !complaint.isEmpty())
            return complaint;
    }
    return {};
}

KnobChange changeOf(const scenario::Knob& knob, const QString& before, const QString& now)
{
    const auto shown = [&knob](const QString& value) {
        return knob.kind == scenario::KnobKind::Text ? u"“%1”"_s.arg(value) : value;
    };
    return {knob.name, shown(before), shown(now)};
}

void keepWhatWasRefused(Settings& settings, const scenario::Context& context, const Settings& before)
{
    const auto isRefused = [&context](const QString& knob) { return !complaintIn(context, knob).isEmpty(); };
    if (isRefused(u"allow"_s))
        settings.allow = before.allow;
    if (isRefused(u"deny"_s))
        settings.deny = before.deny;
    if (isRefused(u"retry_http_codes"_s))
        settings.retryCodes = before.retryCodes;
    if (isRefused(u"user_agent"_s))
        settings.userAgent = before.userAgent;
}

} // namespace lanescope::crawl

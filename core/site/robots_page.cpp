// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/site/robots_page.h"

namespace lanescope::site {

namespace {

constexpr QByteArrayView kAllow = "User-agent: *\nDisallow:\n";
constexpr QByteArrayView kDeny = "User-agent: *\nDisallow: /\n";
/// Some of the sections and the listings, and one page of a denied section after all.
constexpr QByteArrayView kPartial = "# Some of it is not for robots.\n"
                                    "User-agent: *\n"
                                    "Disallow: /s1/\n"
                                    "Allow: /s1/p41.html$\n"
                                    "Disallow: /*/list?\n"
                                    "Disallow: /trap/\n";
constexpr std::uint64_t kHugeBytes = 50'000'000;
constexpr qsizetype kHugePieceBytes = 50;

/// The rules of a huge one are the denied sections, at its very start and its very end; a robot that reads
/// only the first part of it may go to /end/.
HttpAnswer hugeAnswer()
{
    HttpAnswer answer;
    answer.stream = std::make_shared<BodyStream>(
        "User-agent: *\nDisallow: /s1/\n",
        [](std::uint64_t number) {
            const QByteArray line = "Disallow: /never/" + QByteArray::number(static_cast<qulonglong>(number)) + '/';
            return line.leftJustified(kHugePieceBytes - 1, '-') + '\n';
        },
        kHugeBytes / kHugePieceBytes, "Disallow: /end/\n");
    return answer;
}

} // namespace

HttpAnswer robotsAnswer(RobotsVariant variant, double delayS)
{
    HttpAnswer answer;
    switch (variant) {
    case RobotsVariant::None:
        return failureAnswer(404, "This host has no robots.txt.");
    case RobotsVariant::Error:
        return failureAnswer(503, "This robots.txt was asked to fail by the robots knob.");
    case RobotsVariant::Redirect:
        answer = failureAnswer(301, "This robots.txt has moved.");
        answer.extraHeaders = "Location: " + kMovedRobots.toByteArray() + "\r\n";
        return answer;
    case RobotsVariant::Allow:
        answer.body = kAllow.toByteArray();
        break;
    case RobotsVariant::Deny:
        answer.body = kDeny.toByteArray();
        break;
    case RobotsVariant::Partial:
        answer.body = kPartial.toByteArray();
        break;
    case RobotsVariant::Delay:
        answer.body = "User-agent: *\nCrawl-delay: " + QByteArray::number(delayS) + "\nDisallow:\n";
        break;
    case RobotsVariant::Huge:
        answer = hugeAnswer();
        break;
    }
    answer.contentType = "text/plain; charset=utf-8";
    return answer;
}

} // namespace lanescope::site

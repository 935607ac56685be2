Feature: §15 Governance: a rule change is proposed, simulated, approved by a person, and brought into force with a new version

  Background:
    Given the facts of "facts/governance.yaml"

  Rule: Proposal, simulation, approval, in that order

    @AMEND-01 @AMEND-M1 @AMEND-02
    Scenario: A proposed change that was not simulated stays a draft
      When the law decides
      Then the state of amendment A-1.4 is drafted
      And AMEND-01 does not decide for amendment A-1.4
      And AMEND-M1 does not decide for amendment A-1.4
      And the time of its simulation of amendment A-1.4 is unknown
      And AMEND-02 does not decide for amendment A-1.4
      And it is not permitted to bring into force amendment A-1.4

    @AMEND-01 @AMEND-M1 @AMEND-02
    Scenario: It is simulated
      Given amendment_simulated happens in A-1.4
      When the law decides
      Then the state of amendment A-1.4 is simulated
      And AMEND-01 decides for amendment A-1.4
      And AMEND-M1 decides for amendment A-1.4
      And AMEND-M2 does not decide for amendment A-1.4
      And the time of its simulation of amendment A-1.4 is 2026-04-16T10:00:00-04:00
      And AMEND-02 decides for amendment A-1.4

    @AMEND-M2
    Scenario Outline: Simulated at noon, approved at <time> the same day
      Given on Wednesday 15 April 2026 at 12:00:00, amendment_simulated happened in A-1.4
      And on Wednesday 15 April 2026 at <time>, amendment_approved happened in A-1.4 with:
        | who | the strategist |
      When the law decides
      Then the state of amendment A-1.4 is <state>
      And AMEND-M2 <decides> for amendment A-1.4
      And it is <verdict> to bring into force amendment A-1.4

      Examples:
        | time     | state     | decides         | verdict       |
        | 11:59:59 | simulated | does not decide | not permitted |
        | 12:00:00 | approved  | decides         | permitted     |

    @AMEND-M1 @AMEND-M2
    Scenario: Approved without a simulation it stays a draft
      Given amendment_approved happens in A-1.4 with:
        | who | the strategist |
      When the law decides
      Then the state of amendment A-1.4 is drafted

    @AMEND-M3 @AMEND-02
    Scenario: Simulated anew after the approval, it needs a new approval
      Given so far the state of amendment A-1.4 is approved
      And on Tuesday 14 April 2026 at 12:00, amendment_simulated happened in A-1.4
      And on Tuesday 14 April 2026 at 13:00, amendment_approved happened in A-1.4 with:
        | who | the strategist |
      When the law decides
      Then the state of amendment A-1.4 is approved
      And AMEND-M3 does not decide for amendment A-1.4
      Given it is 10:05
      And amendment_simulated happens in A-1.4
      When the law decides
      Then the state of amendment A-1.4 is simulated
      And AMEND-M3 decides for amendment A-1.4
      And the time of its simulation of amendment A-1.4 is 2026-04-16T10:05:00-04:00
      And it is not permitted to bring into force amendment A-1.4

  Rule: It comes into force with a new version and a changelog

    @AMEND-03
    Scenario Outline: Approved, <fact>
      Given on Wednesday 15 April 2026 at 12:00, amendment_simulated happened in A-1.4
      And on Wednesday 15 April 2026 at 13:00, amendment_approved happened in A-1.4 with:
        | who | the strategist |
      And <fact>
      When the law decides
      Then it is <verdict> to bring into force amendment A-1.4
      And AMEND-03 <decides> for amendment A-1.4

      Examples:
        | fact                                              | verdict       | decides         |
        | amendment A-1.4 is with a changelog               | permitted     | decides         |
        | amendment A-1.4 is not with a changelog           | not permitted | does not decide |
        | the with a changelog of A-1.4 is unknown          | not permitted | does not decide |
        | amendment A-1.4 is not raising the version        | not permitted | does not decide |
        | the raising the version of A-1.4 is unknown       | not permitted | does not decide |

    @AMEND-M4
    Scenario: It is brought into force, once
      Given on Wednesday 15 April 2026 at 12:00, amendment_simulated happened in A-1.4
      And on Wednesday 15 April 2026 at 13:00, amendment_approved happened in A-1.4 with:
        | who | the strategist |
      When the law decides
      Then AMEND-M4 does not decide for amendment A-1.4
      Given it is 10:05
      And bring_into_force.confirmed happens in A-1.4
      When the law decides
      Then AMEND-M4 decides for amendment A-1.4
      And the state of amendment A-1.4 is in force
      And it is not permitted to bring into force amendment A-1.4
